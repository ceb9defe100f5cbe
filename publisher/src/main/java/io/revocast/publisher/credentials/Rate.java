package io.revocast.publisher.credentials;

import java.time.Duration;

/**
 * A token bucket's arithmetic. A bucket is one number: the time in nanoseconds at which it is full again. A bucket
 * that is full needs no entry. Immutable.
 *
 * @param nanosEach how long it takes until one more may pass
 * @param burst how many may pass at once
 */
record Rate(long nanosEach, long burst) {
    /** A bucket that nothing was taken from. Times begin at 0. */
    static final long FULL = 0;

    Rate {
        if (nanosEach <= 0 || burst <= 0) {
            throw new IllegalArgumentException("nanosEach and burst must be positive: " + nanosEach + ", " + burst);
        }
    }

    static Rate of(int count, Duration period, long burst) {
        return new Rate(Math.max(1, period.toNanos() / count), burst);
    }

    /** How long to wait until this many may pass; 0 when they may now. More than fit in must find the bucket full. */
    long wait(long fullAt, long now, int count) {
        long room = Math.min(count, burst) * nanosEach;
        return Math.max(0, Math.max(fullAt, now) + room - burst * nanosEach - now);
    }

    /** The bucket after this many passed; more than fit in are owed. */
    long after(long fullAt, long now, int count) {
        return Math.max(fullAt, now) + count * nanosEach;
    }
}
