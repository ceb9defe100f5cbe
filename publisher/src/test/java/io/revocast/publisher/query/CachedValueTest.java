package io.revocast.publisher.query;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CachedValueTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger computed = new AtomicInteger();

    @Test
    void valueIsComputedAgainOnlyAfterItsLifetime() {
        CachedValue<Integer> value = new CachedValue<>(computed::incrementAndGet, Duration.ofMillis(100), nanos::get);

        assertThat(value.get()).isEqualTo(1);
        nanos.addAndGet(Duration.ofMillis(99).toNanos());
        assertThat(value.get()).isEqualTo(1);
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(value.get()).isEqualTo(2);
    }

    @Test
    void failureIsNotKept() {
        CachedValue<Integer> value = new CachedValue<>(
                () -> {
                    if (computed.incrementAndGet() == 1) {
                        throw new IllegalStateException("first");
                    }
                    return computed.get();
                },
                Duration.ofMillis(100),
                nanos::get);

        assertThatThrownBy(value::get).hasMessage("first");
        assertThat(value.get()).isEqualTo(2);
    }
}
