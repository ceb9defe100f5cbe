package io.revocast.consumer.internal.topic;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Asks the brokers which topic this is. A consumer alone cannot tell: it adopts a re-created topic silently, keeps its
 * old position, and never sees added partitions.
 */
public interface TopicInspector extends AutoCloseable {
    /**
     * Creates the client, if there is none yet; throws {@link org.apache.kafka.common.KafkaException} if that fails.
     */
    void open();

    /**
     * Returns everything that the brokers say about the topic. Blocks for a bounded time and throws Kafka's exceptions.
     *
     * @throws org.apache.kafka.common.errors.UnknownTopicOrPartitionException when the topic does not exist
     */
    Topic inspect();

    /**
     * Asks for the identity alone. Returns at once; the answer fails with Kafka's exceptions, within a bounded time.
     */
    CompletableFuture<Identity> identity();

    /**
     * Asks for the settings alone. Returns at once; the answer fails with Kafka's exceptions, within a bounded time.
     */
    CompletableFuture<Settings> settings();

    /**
     * Asks whether another topic exists. Any thread may call it. Returns at once; the answer fails with Kafka's
     * exceptions, within a bounded time, among them that the topic does not exist or may not be described.
     */
    CompletableFuture<?> requireTopic(String topic);

    /** Frees the connections within a second. Later questions fail. */
    @Override
    void close();

    /**
     * What a topic shares with no other topic, and with its own past only while no partition is added. Immutable.
     *
     * @param topicId Kafka's id of the topic; a re-created topic has another one, and so has one of another cluster
     * @param partitions their numbers, ascending
     */
    record Identity(String topicId, List<Integer> partitions) {
        public Identity {
            partitions = partitions.stream().sorted().toList();
        }
    }

    /**
     * Whether the settings of the topic can lose a revocation. Immutable.
     *
     * @param verified false when this client may not read the settings
     * @param differences what could lose a revocation; empty also when the settings are not verified
     */
    record Settings(boolean verified, List<String> differences) {
        public Settings {
            differences = List.copyOf(differences);
        }
    }

    /**
     * A topic as the brokers describe it. Immutable.
     *
     * @param clusterId the cluster that answered; null when it has no id
     * @param newestAppend when the broker last appended to the topic, by its clock; null when it is empty or unknown
     */
    record Topic(
            Identity identity,
            Settings settings,
            @Nullable String clusterId,
            @Nullable Instant newestAppend) {
        /** Returns Kafka's id of the topic. */
        public String topicId() {
            return identity.topicId();
        }

        /** Returns the numbers of the partitions, ascending. */
        public List<Integer> partitions() {
            return identity.partitions();
        }
    }
}
