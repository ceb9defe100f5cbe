package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.event.internal.Heartbeat;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The publishers' signs of life, by partition, and what they tell of this machine's clock. Used by the replay thread
 * alone.
 *
 * <p>A heartbeat that is applied proves that everything confirmed before it was sent is applied. When that was, only
 * the publisher's clock knows: its proof is dated back from its receipt by as much as it was under way, and never dated
 * after its receipt.
 */
final class Heartbeats {
    private static final int KEPT_OFFSETS = 5;
    /** By how much the clocks must differ that one counts as set. */
    private static final long CLOCK_WAS_SET_MILLIS = 2_000;

    private static final Instant END_OF_CALENDAR = Instant.parse("+10000-01-01T00:00:00Z");

    private final ListSettings.Time time;
    private final Map<Integer, FreshnessProof> youngest = new HashMap<>();
    private final Deque<Offset> clockOffsets = new ArrayDeque<>();

    /**
     * How far the clock of this machine was ahead of the broker's.
     *
     * @param millis including the way of the record
     * @param set where the wall clock stood against the monotonic clock, in milliseconds
     */
    private record Offset(long millis, long set) {}

    Heartbeats(ListSettings.Time time) {
        this.time = time;
    }

    /** Whether a heartbeat names a time that a publisher's clock can show: from 1970 to the year 9999. */
    static boolean isPlausible(Heartbeat heartbeat) {
        return !heartbeat.at().isBefore(Instant.EPOCH) && heartbeat.at().isBefore(END_OF_CALENDAR);
    }

    /**
     * Takes in a plausible heartbeat.
     *
     * @param appendedMillis when the broker appended it, by its clock; negative when unknown
     * @param live whether it has just been appended, rather than found in the log
     */
    void heard(Heartbeat heartbeat, long appendedMillis, boolean live) {
        FreshnessProof received = FreshnessProof.now(time);
        long underWay = Math.max(0, received.wallMillis() - heartbeat.at().toEpochMilli());
        youngest.merge(heartbeat.partition(), received.before(Duration.ofMillis(underWay)), FreshnessProof::younger);
        if (live && appendedMillis >= 0) {
            long set = received.wallMillis() - TimeUnit.NANOSECONDS.toMillis(received.nanoTime());
            // A clock that was set since then says nothing of the clock that is.
            clockOffsets.removeIf(each -> Math.abs(each.set() - set) > CLOCK_WAS_SET_MILLIS);
            clockOffsets.add(new Offset(received.wallMillis() - appendedMillis, set));
            if (clockOffsets.size() > KEPT_OFFSETS) {
                clockOffsets.remove();
            }
        }
    }

    /** The proof of the partition that was silent longest; null when one of them was never heard of. */
    @Nullable
    FreshnessProof oldest(Collection<Integer> partitions) {
        FreshnessProof oldest = null;
        for (int partition : partitions) {
            FreshnessProof here = youngest.get(partition);
            if (here == null) {
                return null;
            }
            oldest = oldest == null ? here : oldest.older(here);
        }
        return oldest;
    }

    /**
     * How far this machine's clock is ahead of the broker's, with the shortest way that a record took lately; null when
     * not known yet.
     */
    @Nullable
    Duration clockSkew() {
        return clockOffsets.isEmpty()
                ? null
                : Duration.ofMillis(
                        clockOffsets.stream().mapToLong(Offset::millis).min().orElse(0));
    }
}
