package io.revocast.consumer;

import org.apache.kafka.clients.consumer.Consumer;

import java.util.function.Supplier;

/**
 * How a list reaches Kafka; a test supplies scripted clients.
 *
 * @param inspector is kept as long as the list
 * @param readers opens a consumer; throws {@link org.apache.kafka.common.KafkaException} for properties that do not work
 */
record KafkaClients(TopicInspector inspector, Supplier<Reader> readers) {

    /**
     * A consumer, and which clusters it was connected to. The caller closes the consumer.
     *
     * @param cluster is told by the consumer; one that nothing tells, as in tests, stands for an unchanged cluster
     */
    record Reader(Consumer<byte[], byte[]> consumer, ClusterWatch cluster) {}
}
