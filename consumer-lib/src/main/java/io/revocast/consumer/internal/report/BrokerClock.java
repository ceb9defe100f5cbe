package io.revocast.consumer.internal.report;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Measures how the clock of this machine differs from the broker's: the broker stamps a record between the moments at
 * which this instance sent it and got the answer. Used by the report thread alone.
 *
 * <p>The measurement with the smallest uncertainty counts. Uncertainty grows with age, because clocks drift, and by as
 * much as the wall clock was set since.
 */
final class BrokerClock {
    private static final int KEPT = 30;
    private static final long OLDEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Two times and half of the way are cut to whole milliseconds. */
    private static final long ROUNDING = 3;

    /** Adjusting a clock changes its rate by 500 millionths at most, and two clocks are compared. */
    private static final long DRIFT_DIVISOR = 1_000;

    private final ListSettings.Time time;
    private final Deque<Measurement> measurements = new ArrayDeque<>();

    /**
     * @param toBroker in milliseconds
     * @param uncertainty in milliseconds
     * @param wallAhead how far the wall clock was ahead of the monotonic clock, in milliseconds
     */
    private record Measurement(long toBroker, long uncertainty, long wallAhead, long atNanos) {
        long uncertaintyAt(long nanos, long wallAheadThen) {
            long drift = TimeUnit.NANOSECONDS.toMillis((nanos - atNanos) / DRIFT_DIVISOR);
            return uncertainty + drift + Math.max(0, Math.abs(wallAheadThen - wallAhead) - 1);
        }
    }

    BrokerClock(ListSettings.Time time) {
        this.time = time;
    }

    /**
     * Takes in what a record showed.
     *
     * @param sentMillis when the record was sent, by the wall clock
     * @param roundTripNanos until the answer
     * @param stampMillis the broker's stamp
     */
    void measured(long sentMillis, long roundTripNanos, long stampMillis) {
        long half = TimeUnit.NANOSECONDS.toMillis(roundTripNanos / 2);
        long now = time.nanoTime().getAsLong();
        measurements.add(new Measurement(stampMillis - (sentMillis + half), half + ROUNDING, wallAhead(now), now));
        measurements.removeIf(each -> now - each.atNanos() > OLDEST_NANOS);
        if (measurements.size() > KEPT) {
            measurements.remove();
        }
    }

    /** Returns the best measurement as of now; null without one of the last minutes. */
    @Nullable
    ClockOffset offset() {
        long now = time.nanoTime().getAsLong();
        long ahead = wallAhead(now);
        return measurements.stream()
                .filter(each -> now - each.atNanos() <= OLDEST_NANOS)
                .min(Comparator.comparingLong(each -> each.uncertaintyAt(now, ahead)))
                .map(best -> new ClockOffset(
                        Duration.ofMillis(best.toBroker()), Duration.ofMillis(best.uncertaintyAt(now, ahead))))
                .orElse(null);
    }

    private long wallAhead(long nanos) {
        return time.clock().millis() - TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
