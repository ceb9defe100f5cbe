package io.revocast.consumer.internal.topic;

import io.revocast.consumer.internal.settings.ClientClassLoader;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.settings.ReaderProperties;
import io.revocast.consumer.internal.settings.ReporterProperties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.Properties;
import java.util.function.Supplier;

/**
 * How a list reaches Kafka; a test supplies scripted clients.
 *
 * @param inspector is kept as long as the list
 * @param readers opens consumers
 * @param ping tells whether any broker accepts connections
 * @param reporters opens producers of reports, which the caller closes
 */
public record KafkaClients(
        TopicInspector inspector,
        ReaderFactory readers,
        Supplier<BrokerPing.Answer> ping,
        Supplier<Producer<byte[], byte[]>> reporters) {

    /** Opens consumers. */
    @FunctionalInterface
    public interface ReaderFactory {
        /**
         * Opens a consumer, which the caller closes.
         *
         * @param oneByOne whether a poll returns one record, so that one which exceeds the memory is known by its
         *     offset
         * @throws org.apache.kafka.common.KafkaException for properties that do not work
         */
        Reader open(boolean oneByOne);
    }

    /**
     * A consumer, and which clusters it was connected to. The caller closes the consumer.
     *
     * @param cluster learns its id from the consumer; without an id, as in tests, it counts as unchanged
     */
    public record Reader(Consumer<byte[], byte[]> consumer, ClusterWatch cluster) {}

    /** Returns the clients of a list that runs. */
    public static KafkaClients of(ListSettings settings) {
        ListSettings.Source source = settings.source();
        BrokerPing ping = new BrokerPing(source.bootstrapServers());
        Supplier<Admin> admins =
                () -> ClientClassLoader.call(() -> Admin.create(ReloadingSslEngineFactory.useIn(ReaderProperties.admin(
                        source.kafkaProperties(), settings.policy().maxStaleness()))));
        ReaderFactory readers = oneByOne -> ClientClassLoader.call(() -> {
            ClusterWatch cluster = new ClusterWatch();
            Properties properties =
                    ReloadingSslEngineFactory.useIn(ReaderProperties.consumer(source.kafkaProperties()));
            if (oneByOne) {
                properties.put("max.poll.records", "1");
            }
            return new Reader(new KafkaConsumer<>(properties, new ByteArrayDeserializer(), cluster), cluster);
        });
        Supplier<Producer<byte[], byte[]>> reporters = () -> ClientClassLoader.call(() -> new KafkaProducer<>(
                ReloadingSslEngineFactory.useIn(ReporterProperties.producer(
                        source.kafkaProperties(), settings.policy().maxStaleness())),
                new ByteArraySerializer(),
                new ByteArraySerializer()));
        return new KafkaClients(new AdminTopicInspector(settings, admins, ping), readers, ping::ask, reporters);
    }
}
