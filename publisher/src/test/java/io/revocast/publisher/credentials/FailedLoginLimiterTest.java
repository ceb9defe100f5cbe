package io.revocast.publisher.credentials;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class FailedLoginLimiterTest {
    private final Ticker ticker = new Ticker();
    private final FailedLoginLimiter limiter = new FailedLoginLimiter(FailedLoginLimiter.DEFAULT_PER_MINUTE, ticker);

    private void wrong(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(limiter.wrong("192.0.2.1")).isEmpty();
        }
    }

    @Test
    void eleventhWrongCredentialOfAMinuteIsSlowed() {
        wrong(10);

        assertThat(limiter.wrong("192.0.2.1")).contains(Duration.ofSeconds(6));
    }

    @Test
    void oneMoreMayBeWrongEverySixSeconds() {
        wrong(10);
        ticker.advance(Duration.ofSeconds(6));

        wrong(1);

        assertThat(limiter.wrong("192.0.2.1")).contains(Duration.ofSeconds(6));
    }

    @Test
    void beingSlowedCostsNothingMore() {
        wrong(10);
        for (int i = 0; i < 1_000; i++) {
            assertThat(limiter.wrong("192.0.2.1")).isPresent();
        }
        ticker.advance(Duration.ofMinutes(1));

        wrong(10);
    }

    @Test
    void sourcesAreSlowedEachByItself() {
        wrong(10);

        assertThat(limiter.wrong("192.0.2.2")).isEmpty();
    }

    @Test
    void oldestOfTooManySourcesIsForgotten() {
        wrong(10);
        for (int i = 0; i < 100_000; i++) {
            limiter.wrong("source " + i);
        }

        assertThat(limiter.size()).isEqualTo(100_000);
        wrong(1);
    }
}
