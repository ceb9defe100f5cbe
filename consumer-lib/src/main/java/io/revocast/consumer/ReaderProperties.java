package io.revocast.consumer;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * The Kafka properties of a reader: what correctness needs, what serves replay and recovery well, and what the user
 * passes through.
 */
final class ReaderProperties {
    /** What a user may not set, each with the reason that the refusal gives. */
    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("group.id", "a list reads every partition from positions it keeps itself, never from a group's"),
            Map.entry("group.instance.id", "a list belongs to no group"),
            Map.entry("group.protocol", "a list belongs to no group"),
            Map.entry("enable.auto.commit", "a list commits nothing"),
            Map.entry("auto.offset.reset", "a lost position must be noticed, not skipped over"),
            Map.entry("isolation.level", "read_committed would hide revocations behind any writer's open transaction"),
            Map.entry("allow.auto.create.topics", "a topic that the broker makes up is empty and deletes by age alone"),
            Map.entry("key.deserializer", "events are read from their bytes"),
            Map.entry("value.deserializer", "events are read from their bytes"),
            Map.entry("check.crcs", "a corrupt batch must be noticed"));

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("max.partition.fetch.bytes", "8388608"),
            Map.entry("fetch.max.bytes", "33554432"),
            Map.entry("max.poll.records", "5000"),
            Map.entry("receive.buffer.bytes", "-1"),
            Map.entry("request.timeout.ms", "10000"),
            Map.entry("default.api.timeout.ms", "10000"),
            Map.entry("metadata.max.age.ms", "30000"),
            Map.entry("metadata.recovery.rebootstrap.trigger.ms", "60000"),
            Map.entry("reconnect.backoff.max.ms", "1000"),
            Map.entry("retry.backoff.max.ms", "1000"));

    private static final Map<String, String> REQUIRED = Map.of(
            "group.protocol", "classic",
            "enable.auto.commit", "false",
            "auto.offset.reset", "none",
            "isolation.level", "read_uncommitted",
            "allow.auto.create.topics", "false",
            "key.deserializer", ByteArrayDeserializer.class.getName(),
            "value.deserializer", ByteArrayDeserializer.class.getName());

    private ReaderProperties() {}

    /** Returns a copy of what the user gave, or throws for a property that correctness does not leave to the user. */
    static Map<String, String> check(Map<String, String> given) {
        given.keySet().forEach(name -> {
            String reason = REFUSED.get(name);
            if (reason != null) {
                throw new IllegalArgumentException(
                        "Kafka property " + name + " must not be set on a revocation list: " + reason);
            }
        });
        if (given.getOrDefault("bootstrap.servers", "").isBlank()) {
            throw new IllegalArgumentException(
                    "bootstrapServers must be given, as host:port, several separated by commas");
        }
        return Map.copyOf(given);
    }

    /** The properties of the consumer. Throws what Kafka throws when a value is not valid. */
    static Properties consumer(Map<String, String> given) {
        Map<String, String> all = new HashMap<>(DEFAULTS);
        all.putAll(given);
        all.putAll(REQUIRED);
        all.putIfAbsent("client.id", "revocast-reader");
        Properties properties = new Properties();
        properties.putAll(all);
        return properties;
    }

    /**
     * The properties of the admin client that asks for the topic's identity: the part that it shares. It lives for one
     * question, and where no broker answers it would knock at each of them many times a second, and log that.
     */
    static Properties admin(Map<String, String> given) {
        Set<String> known = AdminClientConfig.configNames();
        Properties properties = new Properties();
        consumer(given).forEach((name, value) -> {
            if (known.contains((String) name)) {
                properties.put(name, value);
            }
        });
        properties.putIfAbsent("enable.metrics.push", "false");
        properties.putIfAbsent("reconnect.backoff.ms", "4000");
        if (!given.containsKey("reconnect.backoff.max.ms")) {
            properties.put("reconnect.backoff.max.ms", "8000");
        }
        return properties;
    }

    /** Throws {@link org.apache.kafka.common.config.ConfigException} when Kafka would not accept the properties. */
    static void validate(Map<String, String> given) {
        ConsumerConfig config = new ConsumerConfig(consumer(given));
        if (config.getInt("fetch.max.wait.ms") > 1000) {
            throw new IllegalArgumentException("Kafka property fetch.max.wait.ms must be at most 1000: "
                    + config.getInt("fetch.max.wait.ms") + "; the end-offset probe waits behind each fetch");
        }
    }
}
