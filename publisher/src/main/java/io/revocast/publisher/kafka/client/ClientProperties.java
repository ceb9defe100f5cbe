package io.revocast.publisher.kafka.client;

import io.revocast.consumer.internal.topic.ReloadingSslEngineFactory;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The Kafka properties of a publisher: what correctness needs, what keeps every answer bounded, and what the operator
 * passes through, for security above all. {@link #toString()} leaves the values out: they may hold passwords. Immutable.
 */
public final class ClientProperties {
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("bootstrap.servers", "it is kafka.bootstrap.servers"),
            Map.entry("acks", "success is answered only for what all in-sync replicas have"),
            Map.entry("enable.idempotence", "a retry must neither double nor reorder events"),
            Map.entry("transactional.id", "events stand alone; readers read uncommitted"),
            Map.entry("partitioner.class", "the publisher computes partitions itself, so that no key ever moves"),
            Map.entry("partitioner.ignore.keys", "all events of a key belong into one partition"),
            Map.entry("key.serializer", "events are written as their bytes"),
            Map.entry("value.serializer", "events are written as their bytes"),
            Map.entry("retries", "delivery.timeout.ms bounds the retries"),
            Map.entry("key.deserializer", "events are read from their bytes"),
            Map.entry("value.deserializer", "events are read from their bytes"));

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("linger.ms", "0"),
            // Records that arrive while a request is under way share the next one, so no record lingers.
            Map.entry("max.in.flight.requests.per.connection", "1"),
            Map.entry("batch.size", Integer.toString(64 * 1024)),
            Map.entry("request.timeout.ms", "10000"),
            Map.entry("delivery.timeout.ms", "30000"),
            Map.entry("max.block.ms", "10000"),
            Map.entry("metadata.max.age.ms", "60000"),
            Map.entry("buffer.memory", Integer.toString(4 * 1024 * 1024)),
            Map.entry("compression.type", "none"),
            Map.entry("client.id", "revocast-publisher"));

    private static final Map<String, String> REQUIRED = Map.of(
            "acks",
            "all",
            "enable.idempotence",
            "true",
            "key.serializer",
            ByteArraySerializer.class.getName(),
            "value.serializer",
            ByteArraySerializer.class.getName());

    /** Answers are promised within a minute, so these must leave room. In milliseconds. */
    private static final Map<String, Integer> AT_MOST = Map.of("delivery.timeout.ms", 45_000, "max.block.ms", 30_000);

    private final String bootstrapServers;
    private final Map<String, String> given;

    /**
     * Takes what the operator gave.
     *
     * @throws IllegalArgumentException for a property that is not the operator's to set, by name and with the reason,
     *     or that Kafka would not accept
     */
    public ClientProperties(String bootstrapServers, Map<String, String> given) {
        given.keySet().forEach(name -> {
            String reason = REFUSED.get(name);
            if (reason != null) {
                throw new IllegalArgumentException(name + " must not be set: " + reason);
            }
        });
        this.bootstrapServers = bootstrapServers;
        this.given = Map.copyOf(given);
        requireAccepted();
    }

    private void requireAccepted() {
        ProducerConfig config;
        try {
            config = new ProducerConfig(producer());
            Map<String, Object> reader = new HashMap<>(forReader());
            reader.put("key.deserializer", ByteArrayDeserializer.class.getName());
            reader.put("value.deserializer", ByteArrayDeserializer.class.getName());
            reader.put("bootstrap.servers", bootstrapServers);
            new ConsumerConfig(reader);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        AT_MOST.forEach((name, limit) -> {
            long value = name.equals("max.block.ms") ? config.getLong(name) : config.getInt(name);
            if (value > limit) {
                throw new IllegalArgumentException(name + " must be at most " + limit + ": " + value
                        + "; every answer is promised within a minute");
            }
        });
    }

    /** Where Kafka is. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** What the operator gave that a reader of the topic understands too. */
    public Map<String, String> forReader() {
        return notMeantForOthers(ConsumerConfig.configNames());
    }

    public Map<String, Object> producer() {
        Map<String, Object> all = new HashMap<>(DEFAULTS);
        all.putAll(notMeantForOthers(ProducerConfig.configNames()));
        all.putAll(REQUIRED);
        all.put("bootstrap.servers", bootstrapServers);
        return all;
    }

    /**
     * Makes a consumer that belongs to no group and commits nothing, whatever the operator gave.
     *
     * @param clientId its name in the brokers' logs and quotas
     * @param own what this consumer needs besides; wins over what the operator gave
     * @throws org.apache.kafka.common.KafkaException when Kafka refuses the properties, for one because a key store cannot be
     *     read
     */
    public KafkaConsumer<byte[], byte[]> consumer(String clientId, Map<String, String> own) {
        Map<String, Object> all = new HashMap<>();
        all.put("request.timeout.ms", "10000");
        all.put("default.api.timeout.ms", "10000");
        all.putAll(forReader());
        all.remove("group.id");
        all.remove("group.instance.id");
        all.put("client.id", clientId);
        all.put("bootstrap.servers", bootstrapServers);
        all.put("enable.auto.commit", "false");
        all.put("allow.auto.create.topics", "false");
        all.putAll(own);
        return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    public Map<String, Object> admin() {
        Map<String, Object> all = new HashMap<>();
        all.put("request.timeout.ms", "10000");
        all.put("default.api.timeout.ms", "10000");
        all.put("client.id", "revocast-publisher-admin");
        all.putAll(notMeantForOthers(AdminClientConfig.configNames()));
        all.put("bootstrap.servers", bootstrapServers);
        return all;
    }

    /** Names that no client knows belong to plug-ins, which any client may load, so they go to all. */
    private Map<String, String> notMeantForOthers(Set<String> mine) {
        Map<String, String> kept = new HashMap<>(given);
        ReloadingSslEngineFactory.addTo(kept);
        kept.keySet()
                .removeIf(name -> !mine.contains(name)
                        && (ProducerConfig.configNames().contains(name)
                                || ConsumerConfig.configNames().contains(name)
                                || AdminClientConfig.configNames().contains(name)));
        return kept;
    }

    @Override
    public String toString() {
        return "ClientProperties[bootstrapServers=" + bootstrapServers + ", given=" + given.keySet() + "]";
    }
}
