package io.revocast.publisher;

import io.revocast.consumer.RevocationCheck;
import io.revocast.event.TopicSettings;
import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.KeySchema;
import io.revocast.publisher.config.Settings;
import io.revocast.publisher.config.Sources;
import io.revocast.publisher.http.OAuthDoors;
import io.revocast.publisher.jwks.CallerIssuer;
import io.revocast.publisher.jwks.TrustedIssuer;
import io.revocast.publisher.kafka.AuditTopicPlan;
import io.revocast.publisher.kafka.ClientProperties;
import io.revocast.publisher.kafka.LostTopicGuard;
import io.revocast.publisher.kafka.TopicDoctor;
import io.revocast.publisher.kafka.TopicPlan;
import io.revocast.publisher.revoke.Desk;
import io.revocast.publisher.revoke.TargetRules;
import io.revocast.publisher.revoke.TokenLifetime;
import io.revocast.publisher.revoke.TokenReader;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Everything a publisher is started with, checked. Its {@code toString} shows no secret. */
record PublisherConfig(
        HttpSettings http,
        AccessSettings access,
        ClientProperties kafka,
        TopicPlan topic,
        AuditSettings audit,
        Tokens tokens) {

    /** What is known of the tokens that services accept, and how old the knowledge of revocations may be. */
    record Tokens(
            TokenLifetime lifetime,
            TargetRules targets,
            Duration maxStaleness,
            List<TrustedIssuer> issuers,
            OAuthSettings oauth,
            ReceivingSettings receiving) {
        Tokens {
            issuers = List.copyOf(issuers);
        }

        /** The OAuth doors; closed when no issuer is configured. */
        OAuthDoors oauthDoors(TokenReader tokens, RevocationCheck check, Desk desk) {
            return issuers.isEmpty() ? OAuthDoors.CLOSED : oauth.doors(tokens, check, desk);
        }
    }

    private static final String KAFKA_PROPERTIES = "kafka.properties.";
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
                            new KeySchema.Family(KAFKA_PROPERTIES + "<any>", '.', true),
                            new KeySchema.Family("issuers.<alias>.iss", '-', false),
                            new KeySchema.Family("issuers.<alias>.jwks-url", '-', false),
                            new KeySchema.Family("issuers.<alias>.jwks-file", '-', false)))
            .with(HttpSettings.KEYS, List.of())
            .with(IssuerSettings.KEYS, List.of())
            .with(OAuthSettings.KEYS, OAuthSettings.FAMILIES)
            .with(KnownIssuerSettings.KEYS, KnownIssuerSettings.FAMILIES)
            .with(ReceivingSettings.KEYS, ReceivingSettings.FAMILIES)
            .with(AccessSettings.KEYS, AccessSettings.FAMILIES);

    /** Every key there is; those of families with their free part in angle brackets. */
    static Stream<String> keys() {
        return Stream.concat(SCHEMA.fixed().stream(), SCHEMA.families().stream().map(KeySchema.Family::shape));
    }

    /** All settings as they stand, for people to see; what they mean is not checked. */
    static Settings settings(Sources sources) throws ConfigurationException {
        return Settings.load(SCHEMA, sources);
    }

    /** Who looks at the topic that the settings name. */
    static TopicDoctor topicDoctor(Sources sources) throws ConfigurationException {
        Settings settings = settings(sources);
        TopicPlan topic = topic(settings, lifetime(settings));
        return new TopicDoctor(kafka(settings), topic, guard(settings, topic).orElse(null));
    }

    private static Optional<LostTopicGuard> guard(Settings settings, TopicPlan topic) throws ConfigurationException {
        ClientProperties kafka = kafka(settings);
        return Optional.ofNullable(AuditSettings.read(settings, topic.name()).topic())
                .map(audit -> new LostTopicGuard(kafka, audit, topic, Clock.systemUTC()));
    }

    /** What notices that the topic was lost; empty without an audit. */
    Optional<LostTopicGuard> guard() {
        return Optional.ofNullable(audit.topic())
                .map(name -> new LostTopicGuard(kafka, name, topic, Clock.systemUTC()));
    }

    /**
     * What it takes to fill a topic that was lost, without a publisher.
     *
     * @param audit where what was lost is read, and what is done is recorded; null without an audit
     */
    record Seeding(
            ClientProperties kafka,
            TopicPlan topic,
            TokenLifetime lifetime,
            @Nullable SeedingAudit audit) {}

    /**
     * The audit of a topic that is filled without a publisher.
     *
     * @param guard knows from the audit which revocations were lost
     */
    record SeedingAudit(LostTopicGuard guard, AuditTopicPlan plan) {}

    /** Reads what it takes to fill the topic that the settings name. */
    static Seeding seeding(Sources sources) throws ConfigurationException {
        Settings settings = settings(sources);
        TokenLifetime lifetime = lifetime(settings);
        TopicPlan topic = topic(settings, lifetime);
        AuditSettings audit = AuditSettings.read(settings, topic.name());
        String auditTopic = audit.topic();
        return new Seeding(
                kafka(settings),
                topic,
                lifetime,
                auditTopic == null
                        ? null
                        : new SeedingAudit(
                                new LostTopicGuard(kafka(settings), auditTopic, topic, Clock.systemUTC()),
                                audit.plan(auditTopic, topic)));
    }

    /**
     * Reads and checks all settings.
     *
     * @param insecure whether the operator asked for a publisher without authentication
     */
    static PublisherConfig load(Sources sources, boolean insecure) throws ConfigurationException {
        Settings settings = Settings.load(SCHEMA, sources);
        TokenLifetime lifetime = lifetime(settings);
        TopicPlan topic = topic(settings, lifetime);
        AccessSettings access = AccessSettings.read(settings, insecure);
        OAuthSettings oauth = OAuthSettings.read(settings);
        requireCovered("introspection.leeway", oauth.leeway(), lifetime);
        for (CallerIssuer issuer : access.known().issuers()) {
            requireCovered(
                    "callers." + issuer.alias() + ".leeway", issuer.tokens().leeway(), lifetime);
        }
        return new PublisherConfig(
                HttpSettings.read(settings, insecure),
                access,
                kafka(settings),
                topic,
                AuditSettings.read(settings, topic.name()),
                new Tokens(
                        lifetime,
                        new TargetRules(
                                settings.read("limits.claim-names", Values.between(1, 10_000))
                                        .orElse(TargetRules.MAX_CLAIM_NAMES),
                                KnownIssuerSettings.read(
                                        settings, access.known().issuers())),
                        settings.read("tokens.max-staleness", Values::staleness).orElse(Duration.ofSeconds(30)),
                        IssuerSettings.read(settings),
                        oauth,
                        ReceivingSettings.read(settings)));
    }

    private static ClientProperties kafka(Settings settings) throws ConfigurationException {
        String servers = settings.read("kafka.bootstrap.servers", Values::servers)
                .orElseThrow(() -> new ConfigurationException(
                        "kafka.bootstrap.servers must be set: host:port, several separated by commas"));
        try {
            return new ClientProperties(servers, settings.family(KAFKA_PROPERTIES));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(KAFKA_PROPERTIES + e.getMessage(), e);
        }
    }

    private static TokenLifetime lifetime(Settings settings) throws ConfigurationException {
        Optional<Duration> given = settings.read("tokens.longest-lifetime", Values::lifetime);
        return new TokenLifetime(
                given.orElse(TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME),
                given.isPresent(),
                settings.read("tokens.margin", Values::margin).orElse(TopicSettings.DEFAULT_MARGIN));
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

    private static TopicPlan topic(Settings settings, TokenLifetime lifetime) throws ConfigurationException {
        return new TopicPlan(
                settings.read("topic.name", Values::topicName).orElse(TopicSettings.DEFAULT_TOPIC),
                settings.read("topic.partitions", Values.between(1, 1000)).orElse(null),
                settings.read("topic.replication.factor", Values.between(1, 100))
                        .orElse(null),
                settings.read("topic.provision", text -> Values.oneOf(text, Map.of("create", true, "verify", false)))
                        .orElse(true),
                lifetime.longest(),
                lifetime.margin());
    }
}
