package io.revocast.consumer;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CountersTest {
    @Test
    void everyCounterExistsFromTheStartWithZero() {
        try (RevocationList list =
                RevocationList.builder().bootstrapServers("localhost:1").build()) {
            Counters counters = list.status().counters();

            assertThat(counters.values().keySet()).containsExactlyElementsOf(Counters.names());
            assertThat(counters.values().values()).allMatch(value -> value == 0);
        }
    }

    @Test
    void everyConstantNamesACounter() {
        List<String> constants = Arrays.stream(Counters.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();

        assertThat(constants).hasSize(26).doesNotHaveDuplicates();
        assertThat(Counters.names()).containsAll(constants).hasSize(26 + 2 * Verdict.Reason.values().length);
    }

    @Test
    void countersOfAListForTestsHaveZeroWhereNoValueIsGiven() {
        Counters counters = new Counters(Map.of(Counters.checksDenied(Verdict.Reason.STALE), 3L));

        assertThat(counters.get("checks.denied_stale")).isEqualTo(3);
        assertThat(counters.get(Counters.RECONNECTS)).isZero();
    }

    @Test
    void aNameThatDoesNotExistIsRefused() {
        Counters counters = new Counters(Map.of());

        assertThatThrownBy(() -> counters.get("checks.denied"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("name must be one of Counters.names(): checks.denied");
        assertThatThrownBy(() -> new Counters(Map.of("checks", 1L))).isInstanceOf(IllegalArgumentException.class);
    }
}
