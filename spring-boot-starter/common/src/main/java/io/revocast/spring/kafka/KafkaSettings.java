package io.revocast.spring.kafka;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Turns the Kafka settings of an application into those of a revocation list. */
public final class KafkaSettings {
    /** The property that names the brokers. */
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    /** The property that names the class which makes TLS connections. */
    public static final String SSL_ENGINE = "ssl.engine.factory.class";

    /** The end of the class name by which Spring Kafka hands an SSL bundle to a client. */
    public static final String SSL_BUNDLE_ENGINE = "SslBundleSslEngineFactory";

    private static final String CLIENT_ID = "client.id";

    private KafkaSettings() {}

    /**
     * Returns the connection and security settings among the properties of a consumer. A list keeps what an admin client
     * has too, and what Kafka does not know, such as the settings of a login module. It leaves out the group, the
     * deserializers and the tuning of the application's own consumers, and the client id.
     *
     * @throws IllegalArgumentException when the properties use an SSL bundle, which a list cannot read
     */
    public static Map<String, Object> shared(Map<String, Object> consumer) {
        Set<String> consumerOnly = new HashSet<>(ConsumerConfig.configNames());
        consumerOnly.removeAll(AdminClientConfig.configNames());
        Map<String, Object> shared = new HashMap<>();
        consumer.forEach((name, value) -> {
            if (!consumerOnly.contains(name) && !name.equals(CLIENT_ID)) {
                shared.put(name, value instanceof List<?> list ? joined(list) : value);
            }
        });
        requireNoBundle(shared);
        return shared;
    }

    private static void requireNoBundle(Map<String, Object> properties) {
        Object engine = properties.get(SSL_ENGINE);
        if (engine != null && engine.toString().endsWith(SSL_BUNDLE_ENGINE)) {
            throw new IllegalArgumentException(
                    "spring.kafka.ssl.bundle must not be set for a revocation list, which reads"
                            + " stores and PEM files by Kafka's own properties; set revocast.kafka.properties.ssl.truststore.location"
                            + " and the like, and revocast.bootstrap-servers");
        }
    }

    private static String joined(List<?> values) {
        return String.join(",", values.stream().map(Object::toString).toList());
    }

    /**
     * Returns what an application without Spring Kafka has under {@code spring.kafka}: addresses, the security protocol
     * and {@code spring.kafka.properties}.
     */
    public static Map<String, Object> fromEnvironment(Environment environment) {
        Binder binder = Binder.get(environment);
        Map<String, Object> settings =
                new HashMap<>(binder.bind("spring.kafka.properties", Bindable.mapOf(String.class, String.class))
                        .orElse(Map.of()));
        String servers = addresses(environment);
        if (servers != null) {
            settings.put(BOOTSTRAP_SERVERS, servers);
        }
        binder.bind("spring.kafka.security.protocol", String.class)
                .ifBound(protocol -> settings.put("security.protocol", protocol));
        for (String name : List.of("spring.kafka.consumer.ssl.bundle", "spring.kafka.ssl.bundle")) {
            binder.bind(name, String.class).ifBound(bundle -> settings.put(SSL_ENGINE, SSL_BUNDLE_ENGINE));
        }
        return settings;
    }

    /** Returns the addresses that the application sets for its consumers; null when it relies on Spring's default. */
    public static @Nullable String addresses(Environment environment) {
        Binder binder = Binder.get(environment);
        for (String name : List.of("spring.kafka.consumer.bootstrap-servers", "spring.kafka.bootstrap-servers")) {
            List<String> servers =
                    binder.bind(name, Bindable.listOf(String.class)).orElse(List.of());
            if (!servers.isEmpty()) {
                return joined(servers);
            }
        }
        return null;
    }
}
