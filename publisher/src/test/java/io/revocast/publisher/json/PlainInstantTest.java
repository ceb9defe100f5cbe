package io.revocast.publisher.json;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class PlainInstantTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"2026-11-23T22:00:00Z", "2024-02-29T23:59:59Z", "0000-01-01T00:00:00Z", "9999-12-31T00:00:00Z"})
    void plainInstantIsTheOneThatTheLibraryReads(String text) {
        assertThat(PlainInstant.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T22:00:00+01:00",
                "2026-11-23T22:00:00.5Z",
                "2026-11-23t22:00:00Z",
                "2026-11-23T24:00:00Z",
                "2026-02-30T22:00:00Z",
                "2026-11-23T22:00:60Z",
                "2026-11-23T22:00:0٣Z",
                "-026-11-23T22:00:00Z",
                ""
            })
    void anyOtherTextIsLeftToTheLibrary(String text) {
        assertThat(PlainInstant.parse(text)).isNull();
    }

    @Test
    void whatTheFormAllowsIsNotTakenForATime() {
        assertThat(PlainInstant.parse("0000-00-00T00:00:00Z")).isNull();
    }
}
