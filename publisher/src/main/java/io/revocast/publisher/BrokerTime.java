package io.revocast.publisher;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The time by which requests are judged: this machine's, or the brokers' when the two differ by more than
 * {@link #TOLERATED}. A default cut-off from a clock that is behind would let newer tokens pass. Thread-safe.
 */
final class BrokerTime extends Clock {
    /** Up to here the machine's clock counts; the status of the publisher's list names larger differences. */
    static final Duration TOLERATED = Duration.ofSeconds(30);

    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerTime.class);

    private final Clock machine;
    private final Supplier<@Nullable Duration> skew;
    private final AtomicBoolean corrects = new AtomicBoolean();

    /**
     * @param skew how far the machine's clock is ahead of the brokers'; null while it is not known
     */
    BrokerTime(Clock machine, Supplier<@Nullable Duration> skew) {
        this.machine = machine;
        this.skew = skew;
    }

    @Override
    public Instant instant() {
        Duration ahead = skew.get();
        boolean wrong = ahead != null && ahead.abs().compareTo(TOLERATED) > 0;
        if (corrects.getAndSet(wrong) != wrong) {
            tell(wrong ? ahead : null);
        }
        Instant now = machine.instant();
        return wrong && ahead != null ? now.minus(ahead) : now;
    }

    private static void tell(@Nullable Duration ahead) {
        if (ahead == null) {
            LOGGER.info("this machine's clock agrees with the brokers' again");
            return;
        }
        LOGGER.atWarn()
                .addKeyValue("seconds", ahead.abs().toSeconds())
                .addKeyValue("direction", ahead.isNegative() ? "behind" : "ahead")
                .log("this machine's clock differs from the brokers'; requests are judged by the brokers' time. "
                        + "Synchronise the clocks");
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new BrokerTime(machine.withZone(zone), skew);
    }
}
