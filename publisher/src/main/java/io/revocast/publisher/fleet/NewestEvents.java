package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The newest events of the log that the publisher knows of, and those that are older than {@link #GRACE}. An instance that
 * lacks one of the latter is behind. Thread-safe.
 *
 * <p>A log that the publisher reads again may have lost events. Nothing is left of what was known of them, and each
 * instance is behind until it has read as far as the publisher's replay.
 */
final class NewestEvents {
    /** How long an event may be under way. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final long RESOLUTION_MILLIS = 100;
    private static final int MOST_SAMPLES = 64;

    private String topicId = "";
    private int replay;
    /** How far an instance must have read the log at least; null until the publisher has read it again. */
    private @Nullable Map<Integer, Long> floor = Map.of();

    private final Map<Integer, Offsets> partitions = new HashMap<>();

    /** The offsets of one partition: the greatest settled one, which never decreases, and those under way. */
    private static final class Offsets {
        private long settled = -1;
        /** The greatest offset by the end of its time step; later steps have greater offsets. */
        private final TreeMap<Long, Long> underWay = new TreeMap<>();

        void learn(long offset, Instant at) {
            long end = Math.floorDiv(at.toEpochMilli(), RESOLUTION_MILLIS) + 1;
            Map.Entry<Long, Long> earlier = underWay.floorEntry(end);
            if (offset <= settled || (earlier != null && earlier.getValue() >= offset)) {
                return;
            }
            underWay.put(end, offset);
            underWay.tailMap(end, false).values().removeIf(later -> later <= offset);
            if (underWay.size() > MOST_SAMPLES) {
                // With so many steps after it, the first one is older than the grace.
                settled = underWay.pollFirstEntry().getValue();
            }
        }

        /** The greatest offset of the events that are older than the grace. */
        long settled(Instant now) {
            long last = Math.floorDiv(now.minus(GRACE).toEpochMilli(), RESOLUTION_MILLIS);
            while (!underWay.isEmpty() && underWay.firstKey() <= last) {
                settled = underWay.pollFirstEntry().getValue();
            }
            return settled;
        }
    }

    /**
     * Learns which log the publisher reads, and how far it is.
     *
     * @param current whether that is the end of the log
     */
    synchronized void follow(TopicPosition own, boolean current) {
        if (!own.topicId().equals(topicId) || own.replay() != replay) {
            floor = topicId.isEmpty() ? Map.of() : null;
            topicId = own.topicId();
            replay = own.replay();
            partitions.clear();
        }
        if (floor == null && current) {
            floor = own.next();
        }
    }

    /** Learns that the log has an event at an offset, at a time of the brokers. Events of another topic are ignored. */
    synchronized void learn(String topic, int partition, long offset, Instant at) {
        if (offset < 0 || !topic.equals(topicId)) {
            return;
        }
        partitions.computeIfAbsent(partition, unused -> new Offsets()).learn(offset, at);
    }

    /** Whether positions include every event that is older than the grace. */
    synchronized boolean areIn(Map<Integer, Long> next, Instant now) {
        return floor != null
                && floor.entrySet().stream().allMatch(each -> next.getOrDefault(each.getKey(), 0L) >= each.getValue())
                && partitions.entrySet().stream()
                        .allMatch(each -> next.getOrDefault(each.getKey(), 0L)
                                > each.getValue().settled(now));
    }
}
