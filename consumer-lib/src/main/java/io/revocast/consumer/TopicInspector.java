package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/** Asks the broker which topic this is: a consumer alone cannot tell a topic from one made again under its name. */
@FunctionalInterface
interface TopicInspector {
    /**
     * Returns what the broker says of the topic. Bounded; throws Kafka's exceptions.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException when there is no such topic
     */
    Topic inspect();

    /**
     * A topic as the broker describes it.
     *
     * @param id Kafka's own id of it
     * @param partitions their numbers
     * @param differences what in its settings could lose a revocation; empty also when reading them is not permitted
     * @param newestAppend when the broker last appended to it, by its clock; null when it is empty or does not tell
     */
    record Topic(
            String id,
            List<Integer> partitions,
            List<String> differences,
            @Nullable Instant newestAppend) {
        public Topic {
            partitions = List.copyOf(partitions);
            differences = List.copyOf(differences);
        }
    }
}
