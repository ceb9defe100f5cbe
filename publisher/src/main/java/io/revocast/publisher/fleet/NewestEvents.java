package io.revocast.publisher.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The newest events of the log that the publisher knows of, and those that are older than {@link #GRACE}. An instance that
 * lacks one of the latter is behind. Thread-safe.
 */
final class NewestEvents {
    /** How long an event may be under way. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private String topicId = "";
    private final Map<Integer, Newest> partitions = new HashMap<>();

    /** The newest offset now, and as it was at the start of this window and of the one before. */
    private record Newest(long now, long atStart, long before, Instant start, Instant learned) {
        Newest with(long offset, Instant at) {
            boolean next = at.isAfter(start.plus(GRACE));
            long newest = Math.max(now, offset);
            return next ? new Newest(newest, now, atStart, at, at) : new Newest(newest, atStart, before, start, at);
        }

        /** An offset that has been known for the grace at least. */
        long settled(Instant at) {
            if (at.isAfter(learned.plus(GRACE))) {
                return now;
            }
            return at.isAfter(start.plus(GRACE)) ? atStart : before;
        }
    }

    /** Learns that there is an event at an offset, at a time of the brokers. */
    synchronized void learn(String topic, int partition, long offset, Instant at) {
        if (offset < 0) {
            return;
        }
        if (!topic.equals(topicId)) {
            topicId = topic;
            partitions.clear();
        }
        Newest known = partitions.get(partition);
        if (known == null) {
            partitions.put(partition, new Newest(offset, -1, -1, at, at));
        } else if (offset > known.now()) {
            partitions.put(partition, known.with(offset, at));
        }
    }

    /** Whether positions include every event that is older than the grace. */
    synchronized boolean areIn(Map<Integer, Long> next, Instant now) {
        return partitions.entrySet().stream()
                .allMatch(each ->
                        next.getOrDefault(each.getKey(), 0L) > each.getValue().settled(now));
    }
}
