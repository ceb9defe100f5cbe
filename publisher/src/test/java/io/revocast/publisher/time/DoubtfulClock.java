package io.revocast.publisher.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A publisher's clock that differs from the brokers', or that knows nothing of theirs. */
public final class DoubtfulClock extends BoundedClock {
    private final TimeBounds bounds;

    private DoubtfulClock(TimeBounds bounds) {
        this.bounds = bounds;
    }

    /** A clock that may be right, or late by as much as is given. */
    public static Clock from(Instant earliest, Duration difference) {
        return new DoubtfulClock(new TimeBounds(earliest, earliest.plus(difference), "the clocks differ"));
    }

    /** A clock before the first heartbeat. */
    public static Clock unknown() {
        return new DoubtfulClock(TimeBounds.unknown("nothing is known"));
    }

    @Override
    public TimeBounds bounds() {
        return bounds;
    }

    /** The later bound, so that a decision by this time alone differs from one by the earlier bound. */
    @Override
    public Instant instant() {
        return bounds.isKnown() ? bounds.latest() : Instant.now();
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
