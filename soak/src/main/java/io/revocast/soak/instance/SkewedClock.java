package io.revocast.soak.instance;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's clock with an offset. Thread-safe. */
final class SkewedClock extends Clock {
    private volatile Duration skew = Duration.ZERO;

    void skew(Duration now) {
        skew = now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the library asks for instants only");
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(skew);
    }
}
