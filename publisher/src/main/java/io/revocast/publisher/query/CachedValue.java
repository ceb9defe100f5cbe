package io.revocast.publisher.query;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A value that is computed again only after a time, however many callers ask. Concurrent callers wait for one computation.
 * Thread-safe.
 */
final class CachedValue<T> {
    private final Supplier<T> source;
    private final long lifetimeNanos;
    private final LongSupplier nanos;
    private @Nullable T value;
    private long computedAt;

    /**
     * Makes one without a value.
     *
     * @param nanos a clock of elapsed time, in nanoseconds
     */
    CachedValue(Supplier<T> source, Duration lifetime, LongSupplier nanos) {
        this.source = source;
        this.lifetimeNanos = lifetime.toNanos();
        this.nanos = nanos;
    }

    synchronized T get() {
        T known = value;
        if (known == null || nanos.getAsLong() - computedAt >= lifetimeNanos) {
            computedAt = nanos.getAsLong();
            known = source.get();
            value = known;
        }
        return known;
    }
}
