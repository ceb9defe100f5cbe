package io.revocast.consumer;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.Properties;
import java.util.function.Supplier;

/**
 * How a list reaches Kafka; a test supplies scripted clients.
 *
 * @param inspector is kept as long as the list
 * @param readers opens consumers
 * @param ping tells whether any broker accepts connections
 */
record KafkaClients(TopicInspector inspector, ReaderFactory readers, Supplier<BrokerPing.Answer> ping) {

    /** Opens consumers. */
    @FunctionalInterface
    interface ReaderFactory {
        /**
         * Opens a consumer, which the caller closes.
         *
         * @param oneByOne whether a poll returns one record, so that one which exceeds the memory is known by its offset
         * @throws org.apache.kafka.common.KafkaException for properties that do not work
         */
        Reader open(boolean oneByOne);
    }

    /**
     * A consumer, and which clusters it was connected to. The caller closes the consumer.
     *
     * @param cluster learns its id from the consumer; without an id, as in tests, it counts as unchanged
     */
    record Reader(Consumer<byte[], byte[]> consumer, ClusterWatch cluster) {}

    /** Returns the clients of a list that runs. */
    static KafkaClients of(ListSettings settings) {
        ListSettings.Source source = settings.source();
        BrokerPing ping = new BrokerPing(source.bootstrapServers());
        Supplier<Admin> admins = () -> ClientClassLoader.call(() -> Admin.create(ReaderProperties.admin(
                source.kafkaProperties(), settings.policy().maxStaleness())));
        ReaderFactory readers = oneByOne -> {
            ClusterWatch cluster = new ClusterWatch();
            Properties properties = ReaderProperties.consumer(source.kafkaProperties());
            if (oneByOne) {
                properties.put("max.poll.records", "1");
            }
            return new Reader(
                    ClientClassLoader.call(() -> new KafkaConsumer<>(properties, new ByteArrayDeserializer(), cluster)),
                    cluster);
        };
        return new KafkaClients(new AdminTopicInspector(settings, admins, ping), readers, ping::ask);
    }
}
