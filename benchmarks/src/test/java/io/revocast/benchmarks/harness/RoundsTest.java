package io.revocast.benchmarks.harness;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RoundsTest {
    /** Gives back what it was told, and the process it ran in. */
    static final class Echo implements Contender {
        @Override
        public Map<String, Double> measure(Arguments arguments) {
            return Map.of("told", (double) arguments.number("value"), "process", (double)
                    ProcessHandle.current().pid());
        }
    }

    /** Finds that its result is wrong. */
    static final class Wrong implements Contender {
        @Override
        public Map<String, Double> measure(Arguments arguments) {
            throw new IllegalStateException("one is missing");
        }
    }

    @Test
    void everyRoundOfEveryTrialHasAJvmOfItsOwn() throws InterruptedException {
        Rounds rounds = Rounds.run(2, List.of(echo("a", 3), echo("b", 5)));

        assertThat(rounds.median("a", "told")).isEqualTo(3);
        assertThat(rounds.median("b", "told")).isEqualTo(5);
        assertThat(rounds.samples().values().stream().flatMap(List::stream).map(round -> round.get("process")))
                .doesNotHaveDuplicates()
                .hasSize(4);
    }

    @Test
    void aTrialWithAWrongResultGivesNoFigure() {
        Trial wrong = Trial.of("wrong", Wrong.class, new Arguments(Map.of()), Jvm.current());

        assertThatThrownBy(() -> Rounds.run(1, List.of(wrong)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wrong gave no figures")
                .hasMessageContaining("one is missing");
    }

    private static Trial echo(String name, int value) {
        return Trial.of(name, Echo.class, new Arguments(Map.of()).with("value", value), Jvm.current());
    }
}
