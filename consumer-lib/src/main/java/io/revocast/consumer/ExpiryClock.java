package io.revocast.consumer;

import com.github.benmanes.caffeine.cache.Ticker;

import java.util.concurrent.TimeUnit;

/**
 * The time by which entries expire: the wall clock, but never faster than the time that has really passed.
 *
 * <p>A wall clock set forward must not drop entries that it still needs once it is set back, so the reading follows the
 * slower of the wall clock and the monotonic clock counted from the start, and never runs backwards. It is therefore
 * only ever late. The replay thread advances it; readers see the last reading, which costs them one memory access and
 * can be late too, never early.
 */
final class ExpiryClock implements Ticker {
    private final ListSettings.Time time;
    private final long startWallNanos;
    private final long startNanoTime;
    private volatile long nanos;

    ExpiryClock(ListSettings.Time time) {
        this.time = time;
        this.startWallNanos = wallNanos();
        this.startNanoTime = time.nanoTime().getAsLong();
        this.nanos = startWallNanos;
    }

    private long wallNanos() {
        return TimeUnit.MILLISECONDS.toNanos(time.clock().millis());
    }

    /** Moves the reading on. Called by the replay thread alone. */
    void advance() {
        long elapsed = startWallNanos + (time.nanoTime().getAsLong() - startNanoTime);
        nanos = Math.max(nanos, Math.min(wallNanos(), elapsed));
    }

    /** The reading in nanoseconds since 1970. */
    @Override
    public long read() {
        return nanos;
    }

    /** The reading in whole seconds since 1970. */
    long epochSecond() {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
