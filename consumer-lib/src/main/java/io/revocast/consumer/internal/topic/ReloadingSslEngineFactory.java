package io.revocast.consumer.internal.topic;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

import javax.net.ssl.SSLEngine;

/**
 * Reads the key store and the trust store again when their files have changed, so that a client uses renewed certificates
 * and authorities for its next connection. Kafka's own factory, which this one wraps, reads them once per client.
 *
 * <p>While new files cannot be read, the ones before stay in use. Kafka makes an instance for each client. Thread-safe.
 */
public final class ReloadingSslEngineFactory implements SslEngineFactory {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReloadingSslEngineFactory.class);
    private static final String PROPERTY = "ssl.engine.factory.class";
    private static final List<String> LOCATIONS = List.of("ssl.keystore.location", "ssl.truststore.location");

    private Map<String, ?> configs = Map.of();
    private List<Stamp> stamps = List.of();
    private DefaultSslEngineFactory current = new DefaultSslEngineFactory();

    /** What changes when a file is written or replaced; without a time when it cannot be read. */
    private record Stamp(
            String file,
            @Nullable FileTime modified,
            long size,
            @Nullable Object key) {}

    /** Kafka calls this constructor. */
    public ReloadingSslEngineFactory() {}

    /** Makes the clients of these properties use this factory, unless they use no TLS or the user chose a factory. */
    static Properties useIn(Properties properties) {
        if (appliesTo(properties)) {
            // The class and not its name: the loader that Kafka would ask may not see it.
            properties.put(PROPERTY, ReloadingSslEngineFactory.class);
        }
        return properties;
    }

    /** Adds this factory to the properties of a client, unless it uses no TLS or the user chose a factory. */
    public static void addTo(Map<String, String> properties) {
        if (appliesTo(properties)) {
            properties.put(PROPERTY, ReloadingSslEngineFactory.class.getName());
        }
    }

    private static boolean appliesTo(Map<?, ?> properties) {
        return String.valueOf(properties.get("security.protocol")).endsWith("SSL") && !properties.containsKey(PROPERTY);
    }

    @Override
    public synchronized void configure(Map<String, ?> newConfigs) {
        configs = Map.copyOf(withoutNulls(newConfigs));
        stamps = stamps();
        current = load();
    }

    private static Map<String, ?> withoutNulls(Map<String, ?> configs) {
        Map<String, Object> kept = new HashMap<>(configs);
        kept.values().removeIf(Objects::isNull);
        return kept;
    }

    private DefaultSslEngineFactory load() {
        DefaultSslEngineFactory factory = new DefaultSslEngineFactory();
        factory.configure(configs);
        return factory;
    }

    private List<Stamp> stamps() {
        List<Stamp> all = new ArrayList<>();
        for (String name : LOCATIONS) {
            if (configs.get(name) instanceof String file) {
                all.add(stamp(file));
            }
        }
        return all;
    }

    private static Stamp stamp(String file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(Path.of(file), BasicFileAttributes.class);
            return new Stamp(file, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (IOException e) {
            return new Stamp(file, null, 0, null);
        }
    }

    private synchronized DefaultSslEngineFactory newest() {
        List<Stamp> now = stamps();
        // A file that is being replaced may be absent for a moment.
        if (!now.equals(stamps) && now.stream().allMatch(stamp -> stamp.modified() != null)) {
            stamps = now;
            try {
                current = load();
            } catch (KafkaException e) {
                LOGGER.warn("renewed certificates cannot be read, and the ones before stay in use: {}", e.getMessage());
            }
        }
        return current;
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        return newest().createClientSslEngine(peerHost, peerPort, endpointIdentification);
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        return newest().createServerSslEngine(peerHost, peerPort);
    }

    @Override
    public synchronized boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return current.shouldBeRebuilt(nextConfigs);
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return new DefaultSslEngineFactory().reconfigurableConfigs();
    }

    @Override
    public synchronized @Nullable KeyStore keystore() {
        return current.keystore();
    }

    @Override
    public synchronized @Nullable KeyStore truststore() {
        return current.truststore();
    }

    @Override
    public synchronized void close() {
        current.close();
    }
}
