package io.revocast.consumer.internal;

import io.revocast.consumer.internal.status.LeaderEpochs;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * How far a list has read which log. Immutable.
 *
 * @param topicId Kafka's id of the topic
 * @param next the offset of the next record, for each partition of the topic
 * @param epochs of the leaders that wrote what was read, by partition; those without a record are missing
 * @param replay how often the list has begun to read a log from its start. A log that lost its end is read again
 */
public record TopicPosition(String topicId, Map<Integer, Long> next, Map<Integer, LeaderEpochs> epochs, int replay) {
    public TopicPosition {
        next = Map.copyOf(next);
        epochs = Map.copyOf(epochs);
    }

    /** Returns a position in the first log of a list that knows no epochs. */
    public TopicPosition(String topicId, Map<Integer, Long> next) {
        this(topicId, next, Map.of(), 1);
    }

    /**
     * Returns the offset before which another reader of the topic has read the same records.
     *
     * @param nextOffset the offset of the next record of the other reader
     * @param epoch of the last record that it has read; when it is null, the offset counts at its word
     */
    public long shared(int partition, long nextOffset, @Nullable Integer epoch) {
        return epoch == null
                ? nextOffset
                : epochs.getOrDefault(partition, LeaderEpochs.NONE).shared(nextOffset, epoch);
    }

    /** Whether another reader is ahead of this one. One that has read what this log has lost is not. */
    public boolean isBehind(int partition, long nextOffset, @Nullable Integer epoch) {
        Integer newest = epochs.getOrDefault(partition, LeaderEpochs.NONE).newest();
        boolean unknownLeader = epoch != null && (newest == null || epoch > newest);
        return unknownLeader || shared(partition, nextOffset, epoch) > next.getOrDefault(partition, 0L);
    }
}
