package io.revocast.publisher.kafka;

/**
 * Which topic it is.
 *
 * @param topicId Kafka's own id, which a topic of the same name made later does not share
 * @param partitions over which keys are spread; pinned while the topic lives
 */
record TopicIdentity(String topicId, int partitions) {}
