package io.revocast.publisher.kafka;

import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.time.TimeBounds;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * This machine's clock, compared with the brokers' clocks. The brokers date the heartbeats of this process. From then on
 * this machine's monotonic clock measures their time, so that a step of this machine's wall clock is noticed at once.
 *
 * <p>While the clocks differ by at most {@link #TOLERATED}, the time is this machine's, and certain. While they differ by
 * more, either may be wrong: the bounds contain both, and {@link #instant} is the brokers' time. Without a heartbeat of the
 * last minute nothing is known. Thread-safe.
 */
public final class BrokerTime extends BoundedClock implements AppendTimes {
    /** Up to here the machine's clock counts; the status of the publisher's list names larger differences. */
    static final Duration TOLERATED = Duration.ofSeconds(30);

    /** How long a heartbeat tells the brokers' time. */
    static final Duration KEPT = Duration.ofMinutes(1);

    /** A heartbeat that took longer tells too little. */
    static final Duration LONGEST_WAY = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(BrokerTime.class);

    private final Clock machine;
    private final LongSupplier nanoTime;
    private final Map<Integer, Reading> readings = new ConcurrentHashMap<>();
    private final AtomicBoolean differs = new AtomicBoolean();
    private volatile @Nullable String failure;

    /** What a broker's clock showed, between two monotonic times. */
    private record Reading(Instant appended, long sentNanos, long confirmedNanos) {
        boolean isCurrent(long nanos) {
            return nanos - confirmedNanos <= KEPT.toNanos();
        }

        Instant earliest(long nanos) {
            return appended.plusNanos(nanos - confirmedNanos);
        }

        Instant middle(long nanos) {
            return appended.plusNanos(nanos - confirmedNanos + (confirmedNanos - sentNanos) / 2);
        }

        Instant latest(long nanos) {
            return appended.plusNanos(nanos - sentNanos);
        }
    }

    /** A clock that does not know the brokers' time yet. */
    public BrokerTime() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    BrokerTime(Clock machine, LongSupplier nanoTime) {
        this.machine = machine;
        this.nanoTime = nanoTime;
    }

    @Override
    public void appended(int partition, Instant appended, long sentNanos, long confirmedNanos) {
        if (confirmedNanos - sentNanos <= LONGEST_WAY.toNanos()) {
            readings.put(partition, new Reading(appended, sentNanos, confirmedNanos));
            failure = null;
        }
    }

    /** Learns in plain words why the brokers refuse heartbeats, for messages. */
    void refused(String why) {
        failure = why;
    }

    /** Whether the brokers' time was ever known. */
    public boolean wasKnown() {
        return !readings.isEmpty();
    }

    @Override
    public TimeBounds bounds() {
        long nanos = nanoTime.getAsLong();
        Instant now = machine.instant();
        Instant earliest = now;
        Instant latest = now;
        boolean known = false;
        for (Reading each : readings.values()) {
            if (each.isCurrent(nanos)) {
                known = true;
                earliest = now.isAfter(each.latest(nanos).plus(TOLERATED))
                        ? min(earliest, each.earliest(nanos))
                        : earliest;
                latest = now.isBefore(each.earliest(nanos).minus(TOLERATED)) ? max(latest, each.latest(nanos)) : latest;
            }
        }
        if (!known) {
            String why = failure;
            return TimeBounds.unknown("the brokers' time is not known: " + (why == null ? silence() : why));
        }
        return earliest.equals(latest)
                ? TimeBounds.exactly(now)
                : new TimeBounds(earliest, latest, doubt(now, earliest, latest));
    }

    private String silence() {
        return wasKnown()
                ? "no heartbeat was confirmed within " + KEPT.toSeconds() + " s"
                : "no heartbeat has been confirmed yet";
    }

    /**
     * Returns the brokers' time, as their newest heartbeat shows it. Unlike {@link #instant}, it never prefers this machine's
     * clock while the brokers' time is known.
     */
    public Instant ofBrokers() {
        long nanos = nanoTime.getAsLong();
        return readings.values().stream()
                .filter(each -> each.isCurrent(nanos))
                .max(Comparator.comparingLong(each -> each.confirmedNanos() - nanos))
                .map(each -> each.middle(nanos))
                .orElseGet(machine::instant);
    }

    private static String doubt(Instant now, Instant earliest, Instant latest) {
        Duration ahead = Duration.between(earliest, now);
        Duration behind = Duration.between(now, latest);
        return ahead.compareTo(behind) >= 0
                ? "this machine's clock is " + ahead.toSeconds() + " s ahead of the brokers'"
                : "this machine's clock is " + behind.toSeconds() + " s behind the brokers'";
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant max(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    @Override
    public Instant instant() {
        TimeBounds bounds = bounds();
        boolean wrong = bounds.isKnown() && !bounds.isCertain();
        if (differs.getAndSet(wrong) != wrong) {
            report(wrong ? bounds.doubt() : null);
        }
        if (!wrong) {
            return machine.instant();
        }
        long nanos = nanoTime.getAsLong();
        return readings.values().stream()
                .filter(each -> each.isCurrent(nanos))
                .map(each -> each.earliest(nanos))
                .reduce(BrokerTime::max)
                .orElseGet(machine::instant);
    }

    private static void report(@Nullable String doubt) {
        if (doubt == null) {
            LOGGER.info("this machine's clock agrees with the brokers' again");
        } else {
            LOGGER.atWarn()
                    .addKeyValue("difference", doubt)
                    .log(
                            "this machine's clock differs from the brokers'; requests whose result depends on the time are "
                                    + "answered 503. Synchronise the clocks");
        }
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    /** {@inheritDoc} Not supported: nothing needs local times. */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("this clock has the zone " + getZone() + " only");
    }
}
