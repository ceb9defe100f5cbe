package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema;
import io.revocast.config.SettingRules;
import io.revocast.config.Sources;
import io.revocast.publisher.jwks.CallerIssuer;
import io.revocast.publisher.jwks.TrustedIssuer;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.TopicPlan;
import io.revocast.publisher.validate.TargetRules;
import io.revocast.publisher.validate.TokenLifetime;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Everything a publisher is started with, checked. Its {@code toString} shows no secret. */
public record PublisherConfig(
        HttpSettings http,
        ConsoleSettings console,
        AccessSettings access,
        ClientProperties kafka,
        TopicPlan topic,
        @Nullable AuditTopicPlan audit,
        Tokens tokens,
        FleetSettings fleet) {

    /** What is known of the tokens that services accept, and how old the knowledge of revocations may be. */
    public record Tokens(
            TokenLifetime lifetime,
            TargetRules targets,
            Duration maxStaleness,
            List<TrustedIssuer> issuers,
            OAuthSettings oauth,
            ProviderMessageSettings receiving) {
        public Tokens {
            issuers = List.copyOf(issuers);
        }
    }

    private static final KeySchema SCHEMA = new KeySchema(
                    Set.of(
                            "kafka.bootstrap.servers",
                            "topic.name",
                            "topic.partitions",
                            "topic.replication.factor",
                            "topic.provision",
                            "audit.topic",
                            "audit.retention",
                            "limits.claim-names",
                            "tokens.longest-lifetime",
                            "tokens.margin",
                            "tokens.max-staleness"),
                    List.of(
                            new KeySchema.Family(TopicsConfig.KAFKA_PROPERTIES + "<any>", '.', true),
                            new KeySchema.Family("issuers.<alias>.iss", '-', false),
                            new KeySchema.Family("issuers.<alias>.jwks-url", '-', false),
                            new KeySchema.Family("issuers.<alias>.jwks-file", '-', false)))
            .with(HttpSettings.KEYS, List.of())
            .with(ConsoleSettings.KEYS, ConsoleSettings.FAMILIES)
            .with(FleetSettings.KEYS, List.of())
            .with(IssuerSettings.KEYS, List.of())
            .with(OAuthSettings.KEYS, OAuthSettings.FAMILIES)
            .with(KnownIssuerSettings.KEYS, KnownIssuerSettings.FAMILIES)
            .with(ProviderMessageSettings.KEYS, ProviderMessageSettings.FAMILIES)
            .with(AccessSettings.KEYS, AccessSettings.FAMILIES);

    /** Every key there is; those of families with their free part in angle brackets. */
    public static Stream<String> keys() {
        return Stream.concat(SCHEMA.fixed().stream(), SCHEMA.families().stream().map(KeySchema.Family::shape));
    }

    /** All settings as they stand, for people to see; what they mean is not checked. */
    public static ConfigurationValues settings(Sources sources) throws ConfigurationException {
        return ConfigurationValues.load(SCHEMA, sources);
    }

    /**
     * Reads and checks all settings.
     *
     * @param insecure whether the operator asked for a publisher without authentication
     */
    public static PublisherConfig load(Sources sources, boolean insecure) throws ConfigurationException {
        ConfigurationValues settings = ConfigurationValues.load(SCHEMA, sources);
        TopicsConfig topics = TopicsConfig.read(settings);
        TokenLifetime lifetime = topics.lifetime();
        AccessSettings access = AccessSettings.read(settings, insecure);
        OAuthSettings oauth = OAuthSettings.read(settings);
        requireCovered("introspection.leeway", oauth.leeway(), lifetime);
        for (CallerIssuer issuer : access.known().issuers()) {
            requireCovered(
                    "callers." + issuer.alias() + ".leeway", issuer.tokens().leeway(), lifetime);
        }
        HttpSettings http = HttpSettings.read(settings, insecure);
        return new PublisherConfig(
                http,
                ConsoleSettings.read(settings, access.known().issuers(), http, oauth.publicUrl()),
                access,
                topics.kafka(),
                topics.topic(),
                topics.audit(),
                new Tokens(
                        lifetime,
                        new TargetRules(
                                settings.read("limits.claim-names", SettingRules.between(1, 10_000))
                                        .orElse(TargetRules.MAX_CLAIM_NAMES),
                                KnownIssuerSettings.read(
                                        settings, access.known().issuers())),
                        settings.read("tokens.max-staleness", SettingParsers::staleness)
                                .orElse(Duration.ofSeconds(30)),
                        IssuerSettings.read(settings),
                        oauth,
                        ProviderMessageSettings.read(settings)),
                FleetSettings.read(settings, topics.topic(), topics.audit()));
    }

    /** A token that is accepted for longer than its revocation is kept would be accepted again. */
    private static void requireCovered(String key, Duration leeway, TokenLifetime lifetime)
            throws ConfigurationException {
        if (leeway.compareTo(lifetime.margin()) > 0) {
            throw new ConfigurationException(key + " must be at most tokens.margin, " + lifetime.margin() + ": \""
                    + leeway + "\"; a revocation is forgotten that long after exp. Shorten the leeway, or raise "
                    + "tokens.margin here and the margin of every service");
        }
    }
}
