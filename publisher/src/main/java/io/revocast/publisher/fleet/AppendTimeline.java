package io.revocast.publisher.fleet;

import io.revocast.event.Receipt;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When brokers appended the last {@value #KEPT} events of each partition that this publisher wrote. Nothing is left of a log
 * that is read again: one that lost its end gives the offsets to others. Thread-safe.
 */
public final class AppendTimeline {
    static final int KEPT = 4096;

    private String topicId = "";
    private int replay = KnownFleet.NO_LOG;
    /** Offset plus one, and epoch milliseconds, at the remainder of the offset. */
    private final Map<Integer, long[]> partitions = new HashMap<>();

    /**
     * Learns of an append, by the broker's clock.
     *
     * @param now the replay of the publisher at this moment, see {@link KnownFleet#replay}
     */
    public synchronized void add(Receipt receipt, int now, Instant appendedAt) {
        if (now != replay || !receipt.topicId().equals(topicId)) {
            topicId = receipt.topicId();
            replay = now;
            partitions.clear();
        }
        long[] times = partitions.computeIfAbsent(receipt.partition(), unused -> new long[2 * KEPT]);
        int at = at(receipt);
        times[at] = receipt.offset() + 1;
        times[at + 1] = appendedAt.toEpochMilli();
    }

    /**
     * Returns when an event was appended; empty when this publisher did not write it in this replay, or long ago.
     *
     * @param now the replay of the publisher at this moment
     */
    public synchronized Optional<Instant> find(Receipt receipt, int now) {
        boolean known = now == replay && receipt.topicId().equals(topicId);
        long[] times = known ? partitions.get(receipt.partition()) : null;
        int at = at(receipt);
        return times == null || times[at] != receipt.offset() + 1
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(times[at + 1]));
    }

    private static int at(Receipt receipt) {
        return (int) (receipt.offset() % KEPT) * 2;
    }
}
