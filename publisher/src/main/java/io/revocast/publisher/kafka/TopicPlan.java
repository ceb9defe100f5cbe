package io.revocast.publisher.kafka;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What the operator wants of the topic.
 *
 * @param partitions null: 1 for a new topic, what there is for an existing one
 * @param replicationFactor null: 3, or the number of brokers when there are fewer; what there is for an existing topic
 * @param create whether a missing topic is made; otherwise it is waited for
 * @param longestTokenLifetime from which the retention follows
 */
public record TopicPlan(
        String name,
        @Nullable Integer partitions,
        @Nullable Integer replicationFactor,
        boolean create,
        Duration longestTokenLifetime) {}
