package io.revocast.publisher.kafka.topic;

import org.jspecify.annotations.Nullable;

/**
 * Which topic it is.
 *
 * @param topicId Kafka's own id, which a topic of the same name made later does not share
 * @param clusterId the cluster that has it; null when it has no id
 * @param partitions over which keys are spread
 * @param verified whether its settings were seen to be fit; false when this publisher may not see them
 */
public record TopicIdentity(String topicId, @Nullable String clusterId, int partitions, boolean verified) {}
