package io.revocast.event;

/**
 * Proof that the broker committed an event: where in which topic it stands. Immutable.
 *
 * @param topicId Kafka's own id of the topic, which a topic of the same name made later does not share
 * @param partition from 0
 * @param offset from 0
 */
public record Receipt(String topicId, int partition, long offset) {
    public Receipt {
        if (topicId.isEmpty()) {
            throw new IllegalArgumentException("topicId must not be empty");
        }
        if (partition < 0 || offset < 0) {
            throw new IllegalArgumentException(
                    "partition and offset must not be negative: " + partition + ", " + offset);
        }
    }
}
