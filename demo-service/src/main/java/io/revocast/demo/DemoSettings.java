package io.revocast.demo;

import java.net.URI;
import java.util.Map;

/**
 * The settings of an instance. Its text shows no secret. Immutable.
 *
 * @param name how the instance calls itself in its answers
 * @param port 0 picks a free one
 * @param kafka bootstrap servers
 * @param issuer the {@code iss} of the tokens
 * @param kafkaProperties further properties of the Kafka client
 * @param trusted whose access tokens are accepted too, and where their keys are
 */
record DemoSettings(
        String name,
        String host,
        int port,
        String kafka,
        Map<String, String> kafkaProperties,
        URI publisher,
        String apiKey,
        String issuer,
        SigningKey key,
        Map<String, URI> trusted) {
    DemoSettings {
        kafkaProperties = Map.copyOf(kafkaProperties);
        trusted = Map.copyOf(trusted);
        if (trusted.containsKey(issuer)) {
            throw new IllegalArgumentException("a trusted issuer must be another than the service itself: " + issuer);
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must lie between 0 and 65535: " + port);
        }
        if (apiKey.isBlank()) {
            throw new IllegalArgumentException("the publisher's API key must not be empty");
        }
    }

    @Override
    public String toString() {
        return "DemoSettings[" + name + ", " + host + ":" + port + ", kafka=" + kafka + ", publisher=" + publisher
                + "]";
    }
}
