package io.revocast.consumer.internal;

import java.util.Map;

/**
 * How far a list has read which topic. Immutable.
 *
 * @param topicId Kafka's id of the topic
 * @param next the offset of the next record, for each partition of the topic
 */
public record TopicPosition(String topicId, Map<Integer, Long> next) {
    public TopicPosition {
        next = Map.copyOf(next);
    }
}
