package io.revocast.publisher;

import io.revocast.event.TopicSettings;
import io.revocast.publisher.access.ApiKey;
import io.revocast.publisher.access.KnownKeys;
import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.KeySchema;
import io.revocast.publisher.config.Settings;
import io.revocast.publisher.config.Sources;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.jwks.TrustedIssuer;
import io.revocast.publisher.kafka.ClientProperties;
import io.revocast.publisher.kafka.TopicPlan;
import io.revocast.publisher.receive.Provider;
import io.revocast.publisher.revoke.TokenLifetime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Everything a publisher is started with, checked. Its {@code toString} shows no secret. */
record PublisherConfig(HttpServer.Access http, ClientProperties kafka, TopicPlan topic, Tokens tokens) {

    /** What is known of the tokens that services accept, and how old the knowledge of revocations may be. */
    record Tokens(
            TokenLifetime lifetime, Duration maxStaleness, List<TrustedIssuer> issuers, Receiving receiving) {
        Tokens {
            issuers = List.copyOf(issuers);
        }
    }

    /**
     * Whose messages revoke.
     *
     * @param lenientContentType whether security event tokens may come as any media type
     */
    record Receiving(List<Provider> providers, boolean lenientContentType) {
        Receiving {
            providers = List.copyOf(providers);
        }
    }

    private static final String API_KEYS = "api-keys.";
    private static final String KAFKA_PROPERTIES = "kafka.properties.";
    private static final KeySchema SCHEMA = new KeySchema(
            Set.of(
                    "http.host",
                    "http.port",
                    "http.ssf-lenient-content-type",
                    "kafka.bootstrap.servers",
                    "topic.name",
                    "topic.partitions",
                    "topic.replication.factor",
                    "topic.provision",
                    "tokens.longest-lifetime",
                    "tokens.max-staleness"),
            Stream.concat(
                            Stream.of(
                                    new KeySchema.Family(KAFKA_PROPERTIES + "<any>", '.', true),
                                    new KeySchema.Family(API_KEYS + "<name>", '-', true),
                                    new KeySchema.Family("issuers.<alias>.iss", '-', false),
                                    new KeySchema.Family("issuers.<alias>.jwks-url", '-', false),
                                    new KeySchema.Family("issuers.<alias>.jwks-file", '-', false)),
                            ProviderSettings.families(IssuerSettings.ISSUERS).stream())
                    .toList());

    /**
     * Reads and checks all settings.
     *
     * @param insecure whether the operator asked for a publisher without authentication
     */
    static PublisherConfig load(Sources sources, boolean insecure) throws ConfigurationException {
        Settings settings = Settings.load(SCHEMA, sources);
        TokenLifetime lifetime = lifetime(settings);
        return new PublisherConfig(
                http(settings, insecure),
                kafka(settings),
                topic(settings, lifetime),
                new Tokens(
                        lifetime,
                        settings.read("tokens.max-staleness", Values::staleness).orElse(Duration.ofSeconds(30)),
                        IssuerSettings.read(settings),
                        new Receiving(
                                IssuerSettings.readProviders(settings),
                                settings.read(
                                                "http.ssf-lenient-content-type",
                                                text -> Values.oneOf(text, Map.of("true", true, "false", false)))
                                        .orElse(false))));
    }

    private static HttpServer.Access http(Settings settings, boolean insecure) throws ConfigurationException {
        String host = settings.read("http.host", Values::text).orElse("127.0.0.1");
        int port = settings.read("http.port", Values.between(0, 65535)).orElse(8080);
        List<ApiKey> keys = new ArrayList<>();
        for (String name : settings.family(API_KEYS).keySet()) {
            settings.read(API_KEYS + name, line -> ApiKey.parse(name, line)).ifPresent(keys::add);
        }
        if (insecure && !Values.isLoopback(host)) {
            throw new ConfigurationException("--insecure serves callers without authentication, so http.host must be a "
                    + "loopback address such as 127.0.0.1: " + host);
        }
        if (keys.isEmpty() && !insecure) {
            throw new ConfigurationException(
                    "no API key is configured: add one with "
                            + "\"api-key NAME --kinds token,claim\", or try the publisher out with --insecure on a loopback address");
        }
        return new HttpServer.Access(host, port, new KnownKeys(keys), insecure);
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
        return new TokenLifetime(given.orElse(TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME), given.isPresent());
    }

    private static TopicPlan topic(Settings settings, TokenLifetime lifetime) throws ConfigurationException {
        return new TopicPlan(
                settings.read("topic.name", Values::topicName).orElse(TopicSettings.DEFAULT_TOPIC),
                settings.read("topic.partitions", Values.between(1, 1000)).orElse(null),
                settings.read("topic.replication.factor", Values.between(1, 100))
                        .orElse(null),
                settings.read("topic.provision", text -> Values.oneOf(text, Map.of("create", true, "verify", false)))
                        .orElse(true),
                lifetime.longest());
    }
}
