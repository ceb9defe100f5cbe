package io.revocast.consumer.internal.report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class ProgramIdentityTest {
    @ParameterizedTest
    @ValueSource(ints = {0x07, 0x1b, 0x7f, 0x80, 0x85, 0x9f})
    void controlCharactersOfTheHostAreLeftOut(int character) {
        assertThat(ProgramIdentity.program(Map.of("HOSTNAME", "web" + Character.toString(character) + "1"))
                        .host())
                .isEqualTo("web1");
    }

    @Test
    void hostWithoutAnyOtherCharacterIsThatOfTheSystem() {
        String ofSystem = ProgramIdentity.program(Map.of()).host();

        assertThat(ProgramIdentity.program(Map.of("HOSTNAME", "\u0085\u009f")).host())
                .isEqualTo(ofSystem)
                .isNotEmpty();
    }
}
