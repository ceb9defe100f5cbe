package io.revocast.spring.boot4;

import io.revocast.spring.kafka.KafkaDefaults;
import io.revocast.spring.kafka.KafkaSettings;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Joins {@code spring.kafka} and connection details as Spring Boot 4 does for a consumer. */
final class Boot4KafkaDefaults implements KafkaDefaults {
    /** The details that only repeat {@code spring.kafka}, with localhost:9092 as default. */
    private static final String FROM_PROPERTIES = "PropertiesKafkaConnectionDetails";

    private final Supplier<Map<String, Object>> properties;
    private final Supplier<@Nullable KafkaConnectionDetails> details;
    private final Environment environment;

    Boot4KafkaDefaults(
            Supplier<Map<String, Object>> properties,
            Supplier<@Nullable KafkaConnectionDetails> details,
            Environment environment) {
        this.properties = properties;
        this.details = details;
        this.environment = environment;
    }

    @Override
    public Map<String, Object> consumerProperties() {
        KafkaConnectionDetails found = details.get();
        boolean explicit = found != null && !found.getClass().getSimpleName().equals(FROM_PROPERTIES);
        String addresses = KafkaSettings.addresses(environment);
        if (!explicit && addresses == null) {
            // A default of Spring Kafka is no decision of the operator.
            return Map.of();
        }
        Map<String, Object> all = new HashMap<>(KafkaSettings.fromEnvironment(environment));
        all.putAll(properties.get());
        if (addresses != null) {
            all.put(KafkaSettings.BOOTSTRAP_SERVERS, addresses);
        }
        if (explicit && found != null) {
            add(found.getConsumer(), all);
        }
        return all;
    }

    private static void add(KafkaConnectionDetails.Configuration consumer, Map<String, Object> all) {
        all.put(KafkaSettings.BOOTSTRAP_SERVERS, String.join(",", consumer.getBootstrapServers()));
        SslBundle bundle = consumer.getSslBundle();
        if (bundle != null) {
            all.put(KafkaSettings.SSL_BUNDLE, bundle);
        }
        String protocol = consumer.getSecurityProtocol();
        if (protocol != null && !protocol.isEmpty()) {
            all.put("security.protocol", protocol);
        }
    }
}
