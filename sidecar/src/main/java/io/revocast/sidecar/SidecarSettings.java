package io.revocast.sidecar;

import io.revocast.consumer.FailurePolicy;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The settings of a sidecar. Its text shows no value, because Kafka's properties may hold passwords. Immutable.
 *
 * @param host the address to listen on
 * @param port the port to listen on; 0 picks a free one
 * @param service the name under which the list reports what it has applied; null for no reports
 * @param clockSkew how far the clocks of issuers may be from this one
 * @param issuers whose tokens are accepted; at least one
 */
record SidecarSettings(
        String host,
        int port,
        String bootstrapServers,
        Map<String, String> kafkaProperties,
        String topic,
        Duration longestTokenLifetime,
        Duration margin,
        Duration maxStaleness,
        Duration clockSkew,
        FailurePolicy failurePolicy,
        @Nullable String service,
        List<SidecarIssuer> issuers) {
    SidecarSettings {
        kafkaProperties = Map.copyOf(kafkaProperties);
        issuers = List.copyOf(issuers);
        if (issuers.isEmpty()) {
            throw new IllegalArgumentException("no issuer is configured: set issuers.<alias>.iss and its JWK set");
        }
    }

    @Override
    public String toString() {
        return "SidecarSettings[" + host + ":" + port + "]";
    }
}
