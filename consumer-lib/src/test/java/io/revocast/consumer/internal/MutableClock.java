package io.revocast.consumer.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** A wall clock and a monotonic clock that move only when a test moves them, together or apart. Thread-safe. */
public final class MutableClock extends Clock {
    private final AtomicLong wallMillis;
    private final AtomicLong perReading = new AtomicLong();
    private final AtomicLong nanoTime = new AtomicLong(-5_000_000_000L);

    public MutableClock(Instant start) {
        wallMillis = new AtomicLong(start.toEpochMilli());
    }

    /** Time passes: both clocks move. */
    public void pass(Duration time) {
        nanoTime.addAndGet(time.toNanos());
        wallMillis.addAndGet(time.toMillis());
    }

    /** Sets the wall clock; the monotonic clock keeps its time. */
    public void setWallForward(Duration change) {
        wallMillis.addAndGet(change.toMillis());
    }

    /** From now on every reading of the monotonic clock takes some time. */
    public void passWithEachReading(Duration time) {
        perReading.set(time.toNanos());
    }

    public LongSupplier nanoTime() {
        return () -> nanoTime.addAndGet(perReading.get());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(wallMillis.get());
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
