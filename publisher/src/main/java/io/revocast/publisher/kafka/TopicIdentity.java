package io.revocast.publisher.kafka;

/**
 * Which topic it is.
 *
 * @param topicId Kafka's own id, which a topic of the same name made later does not share
 * @param partitions over which keys are spread; pinned while the topic lives
 * @param verified whether its settings were seen to be fit; false when this publisher may not see them
 */
record TopicIdentity(String topicId, int partitions, boolean verified) {}
