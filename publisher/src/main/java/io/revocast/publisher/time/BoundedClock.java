package io.revocast.publisher.time;

import java.time.Clock;

/**
 * A clock that knows how certain its time is. Use {@link #instant} to date records, and {@link #boundsOf} to decide.
 * Implementations are thread-safe.
 */
public abstract class BoundedClock extends Clock {
    /** Returns the earliest and the latest time that it may be now. */
    public abstract TimeBounds bounds();

    /** Returns the bounds of any clock; those of another kind of clock are certain. */
    public static TimeBounds boundsOf(Clock clock) {
        return clock instanceof BoundedClock bounded ? bounded.bounds() : TimeBounds.exactly(clock.instant());
    }
}
