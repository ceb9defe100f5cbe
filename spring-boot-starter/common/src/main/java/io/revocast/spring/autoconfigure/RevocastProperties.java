package io.revocast.spring.autoconfigure;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Freshness;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The settings under {@code revocast}. A key that is not among them refuses the start.
 *
 * @param enabled Whether tokens are checked. When false, revoked tokens are accepted and the log says so at each start.
 * @param bootstrapServers Addresses of the Kafka brokers, as host:port. Default: those of the application's Kafka
 *     consumers under spring.kafka.
 * @param topic Topic that holds the revocations.
 * @param kafka Properties of the Kafka client.
 * @param ssl TLS of the connections to Kafka.
 * @param failurePolicy What a verdict that is unknown means: deny answers 503, allow accepts the token.
 * @param maxStaleness Greatest age of the last proof that nothing is unread, from 1 s to 1 h.
 * @param freshness Evidence that counts as such a proof. With heartbeat, publishers must be running.
 * @param longestTokenLifetime Longest time between iat and exp of any token. Set the same value at the publisher.
 * @param margin How long a revocation is kept past the exp of its token, from 0 s to 1 h. Set it to the clock skew of the
 *     decoders or longer.
 * @param requiredClaims Claims that every token must have. The verdict on a token without one of them is unknown.
 * @param maxEntries Greatest number of revocations in memory. Default: unlimited.
 * @param waitForReplay How long the start waits until all revocations are read. After that, the application starts and
 *     answers 503 until they are.
 * @param retryAfter Value of the Retry-After header of the answer 503, in whole seconds.
 * @param answerNote Whether the answer 401 has the note of the revocation. The note may hold internal text.
 * @param noteMemory Greatest memory for notes, up to 1 GB, in use with answer-note only. The oldest notes are dropped
 *     beyond it, and no revocation.
 * @param routes Failure policies of single routes. The first path that matches decides.
 * @param report Reports of what the list enforces, which prove propagation. The application needs WRITE on their topic.
 * @param coverage Whether a decoder that does not check revocations refuses the start or is only logged.
 * @param uncheckedDecoders Names of decoder beans that do not check revocations.
 */
@ConfigurationProperties(prefix = "revocast", ignoreUnknownFields = false)
public record RevocastProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue List<String> bootstrapServers,
        @DefaultValue("revocast.revocations") String topic,
        @DefaultValue Kafka kafka,
        @DefaultValue Ssl ssl,
        @DefaultValue("deny") FailurePolicy failurePolicy,
        @DefaultValue("30s") Duration maxStaleness,
        @DefaultValue("probe") Freshness freshness,
        @DefaultValue("24h") Duration longestTokenLifetime,
        @DefaultValue("2m") Duration margin,
        @DefaultValue List<String> requiredClaims,
        @Nullable Long maxEntries,
        @DefaultValue("10s") Duration waitForReplay,
        @DefaultValue("1s") Duration retryAfter,
        @DefaultValue("false") boolean answerNote,
        @DefaultValue("8MB") DataSize noteMemory,
        @DefaultValue List<Route> routes,
        @DefaultValue Report report,
        @DefaultValue("enforce") Coverage coverage,
        @DefaultValue Set<String> uncheckedDecoders) {

    /** The settings under {@code revocast}; throws {@link IllegalArgumentException} for a wait that is negative. */
    public RevocastProperties {
        requireNotNegative("revocast.wait-for-replay", waitForReplay);
        requireNotNegative("revocast.retry-after", retryAfter);
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative: " + value);
        }
    }

    /**
     * Settings of the Kafka client.
     *
     * @param properties Further properties of the Kafka client, most of them for security. They win over spring.kafka.
     */
    public record Kafka(@DefaultValue Map<String, String> properties) {}

    /**
     * TLS of the connections to Kafka.
     *
     * @param bundle Name of an SSL bundle of spring.ssl.bundle. The security protocol is then SSL unless another is set.
     */
    public record Ssl(@Nullable String bundle) {}

    /**
     * A route with a failure policy of its own.
     *
     * @param path Path within the application, as a pattern such as /public/**.
     * @param policy What a verdict that is unknown means on this route.
     */
    public record Route(@Nullable String path, @Nullable FailurePolicy policy) {}

    /**
     * Settings of the reports.
     *
     * @param enabled Whether the list reports. Default: true when a service is set.
     * @param service Name that the instances of the application share. Default: spring.application.name.
     * @param instance Name that no other instance has. Default: the host and a random suffix.
     * @param topic Topic of the reports.
     * @param maxPerSecond Greatest number of reports a second, from 1 to 100.
     * @param period Time after which a report is repeated although nothing changed, from 1 s to 10 min.
     */
    public record Report(
            @Nullable Boolean enabled,
            @Nullable String service,
            @Nullable String instance,
            @DefaultValue("revocast.status") String topic,
            @DefaultValue("5") int maxPerSecond,
            @DefaultValue("10s") Duration period) {
        boolean isOn() {
            return enabled == null ? service != null : enabled;
        }
    }

    /** What happens when a decoder does not check revocations. */
    public enum Coverage {
        /** The application does not start. */
        ENFORCE,
        /** The log names the decoder, and the application accepts revoked tokens there. */
        WARN
    }
}
