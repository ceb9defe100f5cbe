package io.revocast.publisher.access;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class FailureBrakeTest {
    private final Ticker ticker = new Ticker();
    private final FailureBrake brake = new FailureBrake(FailureBrake.DEFAULT_PER_MINUTE, ticker);

    private void wrong(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(brake.wrong("192.0.2.1")).isEmpty();
        }
    }

    @Test
    void eleventhWrongCredentialOfAMinuteIsSlowed() {
        wrong(10);

        assertThat(brake.wrong("192.0.2.1")).contains(Duration.ofSeconds(6));
    }

    @Test
    void oneMoreMayBeWrongEverySixSeconds() {
        wrong(10);
        ticker.advance(Duration.ofSeconds(6));

        wrong(1);

        assertThat(brake.wrong("192.0.2.1")).contains(Duration.ofSeconds(6));
    }

    @Test
    void beingSlowedCostsNothingMore() {
        wrong(10);
        for (int i = 0; i < 1_000; i++) {
            assertThat(brake.wrong("192.0.2.1")).isPresent();
        }
        ticker.advance(Duration.ofMinutes(1));

        wrong(10);
    }

    @Test
    void sourcesAreSlowedEachByItself() {
        wrong(10);

        assertThat(brake.wrong("192.0.2.2")).isEmpty();
    }

    @Test
    void oldestOfTooManySourcesIsForgotten() {
        wrong(10);
        for (int i = 0; i < 100_000; i++) {
            brake.wrong("source " + i);
        }

        assertThat(brake.size()).isEqualTo(100_000);
        wrong(1);
    }
}
