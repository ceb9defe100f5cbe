package io.revocast.benchmarks.harness;

import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArgumentsTest {
    @Test
    void areTheSameAfterALine() {
        Arguments arguments = new Arguments(Map.of("file", "/a place/b=c", "empty", "")).with("number", 3);

        assertThat(Arguments.parse(arguments.line())).isEqualTo(arguments);
        assertThat(Arguments.parse(new Arguments(Map.of()).line())).isEqualTo(new Arguments(Map.of()));
    }

    @Test
    void nameTheOneThatIsMissingAndThoseThatAreThere() {
        assertThatThrownBy(() -> new Arguments(Map.of("a", "1")).text("b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument b is missing; given are: [a]");
    }
}
