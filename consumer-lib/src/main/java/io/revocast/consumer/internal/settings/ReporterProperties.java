package io.revocast.consumer.internal.settings;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/**
 * The Kafka properties of the producer of reports: small buffers, short waits, and what the user gave for connections
 * and security. Serializers are not among them; the producer is given instances.
 */
public final class ReporterProperties {
    /** How long a report may take before it has failed. */
    public static final Duration DELIVERY_LIMIT = Duration.ofSeconds(5);

    private static final Map<String, String> OURS = Map.ofEntries(
            // A lost report is replaced by the next one, and the publisher sees committed records only.
            Map.entry("acks", "1"),
            Map.entry("enable.idempotence", "false"),
            Map.entry("linger.ms", "0"),
            Map.entry("batch.size", "4096"),
            Map.entry("buffer.memory", "262144"),
            Map.entry("max.block.ms", "3000"),
            Map.entry("request.timeout.ms", "4000"),
            Map.entry("delivery.timeout.ms", Long.toString(DELIVERY_LIMIT.toMillis())),
            Map.entry("retry.backoff.ms", "500"),
            Map.entry("retry.backoff.max.ms", "2000"),
            Map.entry("metadata.recovery.strategy", "none"),
            Map.entry("enable.metrics.push", "false"));

    private ReporterProperties() {}

    /**
     * The properties of the producer, without serializers. In an outage it tries to connect, and logs that, although
     * nothing was sent; so its waits grow to most of {@code maxStaleness}, as those of the admin client.
     *
     * @param given the properties of the list, which are those of a consumer
     */
    public static Properties producer(Map<String, String> given, Duration maxStaleness) {
        Map<String, String> all = new HashMap<>();
        Properties admin = ReaderProperties.admin(given, maxStaleness);
        for (String name : new String[] {"reconnect.backoff.ms", "reconnect.backoff.max.ms"}) {
            all.put(name, admin.getProperty(name));
        }
        given.forEach((name, value) -> {
            // What a consumer alone knows would be warned of; what a producer alone knows was not meant for it.
            if (ConsumerConfig.configNames().contains(name)
                    == ProducerConfig.configNames().contains(name)) {
                all.put(name, value);
            }
        });
        all.putAll(OURS);
        // Clients of earlier versions know fewer properties, and warn about the others.
        all.keySet()
                .removeIf(name -> !given.containsKey(name)
                        && !ProducerConfig.configNames().contains(name));
        all.merge("client.id", "revocast-reporter", (own, unused) -> own + "-reporter");
        Properties properties = new Properties();
        properties.putAll(all);
        return properties;
    }
}
