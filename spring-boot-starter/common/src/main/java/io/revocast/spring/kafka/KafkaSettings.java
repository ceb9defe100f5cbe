package io.revocast.spring.kafka;

import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.core.env.Environment;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Turns the Kafka settings of an application into those of a revocation list. */
public final class KafkaSettings {
    /** The property that names the brokers. */
    public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";

    /** The entry that has an SSL bundle or the name of one, under the name that Spring Kafka uses too. */
    public static final String SSL_BUNDLE = SslBundle.class.getName();

    /** The property that names the class by which Spring Kafka hands an SSL bundle to a client. */
    private static final String SSL_ENGINE = "ssl.engine.factory.class";

    private static final String CLIENT_ID = "client.id";

    private KafkaSettings() {}

    /**
     * Returns the connection and security settings among the properties of a consumer. A list keeps what an admin client
     * has too, and what Kafka does not know, such as the settings of a login module. It leaves out the group, the
     * deserializers and the tuning of the application's own consumers, and the client id. An SSL bundle becomes the
     * properties of a Kafka client.
     *
     * @param bundles finds an SSL bundle by its name
     * @throws IllegalArgumentException when there is no such bundle, or when a list cannot read it
     */
    public static Map<String, Object> shared(Map<String, Object> consumer, Function<String, SslBundle> bundles) {
        Set<String> consumerOnly = new HashSet<>(ConsumerConfig.configNames());
        consumerOnly.removeAll(AdminClientConfig.configNames());
        Map<String, Object> shared = new HashMap<>();
        consumer.forEach((name, value) -> {
            if (!consumerOnly.contains(name) && !name.equals(CLIENT_ID)) {
                shared.put(name, value instanceof List<?> list ? joined(list) : value);
            }
        });
        Object bundle = shared.remove(SSL_BUNDLE);
        if (bundle != null) {
            shared.remove(SSL_ENGINE);
            shared.putAll(bundle instanceof SslBundle found ? ofBundle(found) : ofBundle(bundle.toString(), bundles));
        }
        return shared;
    }

    /**
     * Returns the properties of a Kafka client that has an SSL bundle.
     *
     * @param bundles finds an SSL bundle by its name
     * @throws IllegalArgumentException when there is no such bundle, or when a list cannot read it
     */
    public static Map<String, Object> ofBundle(String name, Function<String, SslBundle> bundles) {
        try {
            return ofBundle(bundles.apply(name));
        } catch (NoSuchSslBundleException e) {
            throw new IllegalArgumentException(
                    "the SSL bundle of Kafka must be one of spring.ssl.bundle: \"" + name + "\"", e);
        }
    }

    private static Map<String, Object> ofBundle(SslBundle bundle) {
        return SslBundleProperties.of(bundle);
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
            binder.bind(name, String.class).ifBound(bundle -> settings.putIfAbsent(SSL_BUNDLE, bundle));
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
