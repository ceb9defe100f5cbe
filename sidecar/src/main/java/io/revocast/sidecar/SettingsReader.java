package io.revocast.sidecar;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.ConfigurationValues.Reading;
import io.revocast.config.KeySchema;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.config.Sources;
import io.revocast.consumer.FailurePolicy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Reads and checks the settings of a sidecar. */
final class SettingsReader {
    private static final String ISSUERS = "issuers.";
    private static final String KAFKA_PROPERTIES = "kafka.properties.";

    private static final KeySchema SCHEMA = new KeySchema(
            Set.of(
                    "http.host",
                    "http.port",
                    "jwks.plain-http",
                    "kafka.bootstrap.servers",
                    "reporting.service",
                    "tokens.clock-skew",
                    "tokens.failure-policy",
                    "tokens.longest-lifetime",
                    "tokens.margin",
                    "tokens.max-staleness",
                    "topic.name"),
            List.of(
                    new Family(KAFKA_PROPERTIES + "<any>", '.', true),
                    new Family(ISSUERS + "<alias>.iss", '-', false),
                    new Family(ISSUERS + "<alias>.jwks-url", '-', false),
                    new Family(ISSUERS + "<alias>.jwks-file", '-', false),
                    new Family(ISSUERS + "<alias>.audience", '-', false)));

    private final ConfigurationValues values;

    private SettingsReader(ConfigurationValues values) {
        this.values = values;
    }

    /** Every key and every family of keys, as documents show them. */
    static List<String> keys() {
        return Stream.concat(SCHEMA.fixed().stream(), SCHEMA.families().stream().map(Family::shape))
                .sorted()
                .toList();
    }

    static SidecarSettings read(Sources sources) throws ConfigurationException {
        return new SettingsReader(ConfigurationValues.load(SCHEMA, sources)).settings();
    }

    private SidecarSettings settings() throws ConfigurationException {
        try {
            return new SidecarSettings(
                    value("http.host", SettingRules::text, "127.0.0.1"),
                    value("http.port", SettingRules.between(0, 65_535), 9191),
                    values.read("kafka.bootstrap.servers", SettingRules::servers)
                            .orElseThrow(() -> new ConfigurationException(
                                    "kafka.bootstrap.servers must be set: host:port, several separated by commas")),
                    values.family(KAFKA_PROPERTIES),
                    value("topic.name", SettingRules::topicName, "revocast.revocations"),
                    duration(
                            "tokens.longest-lifetime",
                            Duration.ofSeconds(1),
                            Duration.ofDays(3650),
                            Duration.ofDays(1)),
                    duration("tokens.margin", Duration.ZERO, Duration.ofHours(1), Duration.ofMinutes(2)),
                    duration(
                            "tokens.max-staleness", Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofSeconds(30)),
                    duration("tokens.clock-skew", Duration.ZERO, Duration.ofMinutes(2), Duration.ofSeconds(10)),
                    value(
                            "tokens.failure-policy",
                            SettingRules.oneOf(Map.of("deny", FailurePolicy.DENY, "allow", FailurePolicy.ALLOW)),
                            FailurePolicy.DENY),
                    values.read("reporting.service", SettingRules::text).orElse(null),
                    issuers());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(String.valueOf(e.getMessage()), e);
        }
    }

    private <T> T value(String key, Reading<T> reading, T otherwise) throws ConfigurationException {
        return values.read(key, reading).orElse(otherwise);
    }

    private Duration duration(String key, Duration least, Duration most, Duration otherwise)
            throws ConfigurationException {
        return value(key, SettingRules.between(least, most, otherwise.toString()), otherwise);
    }

    private List<SidecarIssuer> issuers() throws ConfigurationException {
        Set<String> aliases = new TreeSet<>();
        values.family(ISSUERS).keySet().forEach(key -> aliases.add(key.substring(0, key.lastIndexOf('.'))));
        List<SidecarIssuer> issuers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String alias : aliases) {
            SidecarIssuer issuer = issuer(ISSUERS + alias);
            if (!seen.add(issuer.issuer())) {
                throw new ConfigurationException(
                        ISSUERS + alias + ".iss is the issuer of another alias already: " + issuer.issuer());
            }
            issuers.add(issuer);
        }
        return issuers;
    }

    private SidecarIssuer issuer(String prefix) throws ConfigurationException {
        String issuer = values.read(prefix + ".iss", SettingRules::text)
                .orElseThrow(() -> new ConfigurationException(prefix + ".iss must be set: the iss of its tokens"));
        boolean plain = value("jwks.plain-http", SettingRules.oneOf(Map.of("refuse", false, "allow", true)), false);
        Optional<URI> url = values.read(prefix + ".jwks-url", url(plain));
        Optional<URI> file = values.read(prefix + ".jwks-file", SettingsReader::file);
        if (url.isPresent() == file.isPresent()) {
            throw new ConfigurationException("either " + prefix + ".jwks-url or " + prefix
                    + ".jwks-file must be set: the location of the issuer's public keys");
        }
        return new SidecarIssuer(
                issuer, url.orElseGet(file::orElseThrow), value(prefix + ".audience", SettingRules::list, Set.of()));
    }

    /** The URL of a JWK set. Over plain HTTP, an attacker on the network could name keys. */
    private static Reading<URI> url(boolean plainHttp) {
        return text -> {
            URI uri = URI.create(text);
            boolean plain = "http".equalsIgnoreCase(uri.getScheme());
            if (uri.getHost() == null
                    || uri.getUserInfo() != null
                    || (!plain && !"https".equalsIgnoreCase(uri.getScheme()))) {
                throw new IllegalArgumentException("must be an https or http URL without user name");
            }
            if (plain && !plainHttp && !SettingRules.isLoopback(uri.getHost())) {
                throw new IllegalArgumentException(
                        "must be an https URL: an attacker on the network could insert keys. Set jwks.plain-http=allow "
                                + "where the network is trusted");
            }
            return uri;
        };
    }

    private static URI file(String text) {
        Path file = Path.of(text);
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException("must be a file that can be read");
        }
        return file.toUri();
    }
}
