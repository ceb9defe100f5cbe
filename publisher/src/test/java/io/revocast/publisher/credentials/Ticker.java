package io.revocast.publisher.credentials;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A clock for limits that a test moves by hand. It begins below zero, as {@code System.nanoTime} may. */
public final class Ticker implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong(Long.MIN_VALUE / 2);

    @Override
    public long getAsLong() {
        return nanos.get();
    }

    public void advance(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }
}
