package io.revocast.publisher.credentials;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RateLimitsTest {
    private final Ticker ticker = new Ticker();

    @Test
    void callerMayAskForTwoSecondsWorthAtOnceAndThenAtItsRate() {
        RateLimits limits = new RateLimits(10, 1_000, ticker);
        assertThat(limits.tryAcquire("a", 20)).isEmpty();

        assertThat(limits.tryAcquire("a", 1)).contains(Duration.ofMillis(100));
        assertThat(limits.tryAcquire("a", 5)).contains(Duration.ofMillis(500));
        ticker.advance(Duration.ofMillis(100));
        assertThat(limits.tryAcquire("a", 1)).isEmpty();
        assertThat(limits.tryAcquire("a", 1)).isPresent();
    }

    @Test
    void floodOfOneCallerLeavesTheOthersTheirs() {
        RateLimits limits = new RateLimits(10, 1_000, ticker);
        for (int i = 0; i < 100; i++) {
            limits.tryAcquire("flood", 1);
        }

        assertThat(limits.tryAcquire("flood", 1)).isPresent();
        assertThat(limits.tryAcquire("other", 20)).isEmpty();
    }

    @Test
    void allTogetherAreLimitedAndWhoIsRefusedThenUsesUpNothing() {
        RateLimits limits = new RateLimits(10, 15, ticker);
        assertThat(limits.tryAcquire("a", 20)).isEmpty();

        assertThat(limits.tryAcquire("b", 20)).contains(Duration.ofNanos(10 * (1_000_000_000L / 15)));

        assertThat(limits.tryAcquire("b", 10)).isEmpty();
        ticker.advance(Duration.ofSeconds(1));
        assertThat(limits.tryAcquire("b", 15)).isEmpty();
    }

    @Test
    void batchLargerThanTheBurstPassesOnceAndIsOwed() {
        RateLimits limits = new RateLimits(10, 1_000, ticker);

        assertThat(limits.tryAcquire("a", 100)).isEmpty();

        assertThat(limits.tryAcquire("a", 1)).contains(Duration.ofMillis(8_100));
        ticker.advance(Duration.ofMillis(8_100));
        assertThat(limits.tryAcquire("a", 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void countMustBePositive(int count) {
        assertThatThrownBy(() -> new RateLimits(1, 1, ticker).tryAcquire("a", count))
                .hasMessage("count must be positive: " + count);
    }

    @Test
    void concurrentCallersGetExactlyWhatTheLimitsAllow() throws Exception {
        RateLimits limits = new RateLimits(300, 1_000, ticker);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<Integer>> passed = new ArrayList<>();
        try {
            for (int thread = 0; thread < 8; thread++) {
                String caller = "caller " + thread % 2;
                Callable<Integer> flood = () -> {
                    int count = 0;
                    for (int i = 0; i < 1_000; i++) {
                        count += limits.tryAcquire(caller, 1).isEmpty() ? 1 : 0;
                    }
                    return count;
                };
                passed.add(threads.submit(flood));
            }
            int sum = 0;
            for (Future<Integer> each : passed) {
                sum += each.get(10, TimeUnit.SECONDS);
            }
            assertThat(sum).isEqualTo(2 * 600);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void callersThatOweNothingAreForgotten() {
        RateLimits limits = new RateLimits(10, 1_000_000, ticker);
        for (int i = 0; i < 10_001; i++) {
            limits.tryAcquire("token " + i, 1);
        }
        ticker.advance(Duration.ofSeconds(2));

        limits.tryAcquire("one more", 1);

        assertThat(limits.size()).isEqualTo(1);
    }
}
