package io.revocast.publisher.topic;

/**
 * A right that the publisher needs on a topic. Immutable.
 *
 * @param right Kafka's name of the operation
 * @param ok whether the publisher's principal has it
 * @param why what it is needed for
 */
public record TopicRight(String right, boolean ok, String why) {}
