package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ClientCertificate;
import io.revocast.publisher.credentials.FailedLoginLimiter;
import io.revocast.publisher.http.SourceAddresses;
import io.revocast.publisher.jwks.CallerIssuer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who may ask, and how often. Its {@code toString} shows no secret.
 *
 * @param sources how the address is found that a request comes from
 * @param insecure whether callers without a credential may do everything
 */
public record AccessSettings(Known known, Limits limits, SourceAddresses sources, boolean insecure) {
    /** The keys and families of keys that are read here. */
    public static final Set<String> KEYS = Set.of(
            "http.trusted-proxies",
            "limits.failures-per-minute",
            "limits.requests-per-second",
            "limits.total-requests-per-second");

    private static final String API_KEYS = "api-keys.";
    private static final String CERTIFICATES = "client-certificates.";

    public static final List<Family> FAMILIES = Stream.concat(
                    Stream.of(
                            new Family(API_KEYS + "<name>", '-', true),
                            new Family(CERTIFICATES + "<name>", '-', false)),
                    CallerSettings.FAMILIES.stream())
            .toList();

    /** Everybody who has a credential, by its kind. */
    public record Known(List<ApiKey> keys, List<CallerIssuer> issuers, List<ClientCertificate> certificates) {
        public Known {
            keys = List.copyOf(keys);
            issuers = List.copyOf(issuers);
            certificates = List.copyOf(certificates);
        }

        boolean isEmpty() {
            return keys.isEmpty() && issuers.isEmpty() && certificates.isEmpty();
        }
    }

    /** How often: wrong credentials from one address, requests of one caller, and requests of all. */
    public record Limits(int failuresPerMinute, int requestsPerSecond, int totalRequestsPerSecond) {}

    /**
     * Reads and checks.
     *
     * @param insecure whether the operator asked for a publisher without authentication
     */
    static AccessSettings read(ConfigurationValues settings, boolean insecure) throws ConfigurationException {
        Known known = new Known(keys(settings), CallerSettings.read(settings), certificates(settings));
        if (known.isEmpty() && !insecure) {
            throw new ConfigurationException("no caller is configured: add an API key with "
                    + "\"keys new NAME --kinds token,claim\", an issuer of access tokens as callers.<alias>.iss or a "
                    + "certificate as client-certificates.<name>, or try the publisher out with --insecure on a "
                    + "loopback address");
        }
        return new AccessSettings(
                known,
                limits(settings),
                settings.read("http.trusted-proxies", SourceAddresses::behind).orElseGet(SourceAddresses::ofPeers),
                insecure);
    }

    private static List<ApiKey> keys(ConfigurationValues settings) throws ConfigurationException {
        List<ApiKey> keys = new ArrayList<>();
        for (String name : settings.family(API_KEYS).keySet()) {
            settings.read(API_KEYS + name, line -> ApiKey.parse(name, line)).ifPresent(keys::add);
        }
        return keys;
    }

    private static List<ClientCertificate> certificates(ConfigurationValues settings) throws ConfigurationException {
        List<ClientCertificate> certificates = new ArrayList<>();
        for (String name : settings.family(CERTIFICATES).keySet()) {
            settings.read(CERTIFICATES + name, line -> ClientCertificate.parse(name, line))
                    .ifPresent(certificates::add);
        }
        return certificates;
    }

    private static Limits limits(ConfigurationValues settings) throws ConfigurationException {
        return new Limits(
                settings.read("limits.failures-per-minute", SettingRules.between(1, 100_000))
                        .orElse(FailedLoginLimiter.DEFAULT_PER_MINUTE),
                settings.read("limits.requests-per-second", SettingRules.between(1, 1_000_000))
                        .orElse(2_000),
                settings.read("limits.total-requests-per-second", SettingRules.between(1, 1_000_000))
                        .orElse(10_000));
    }
}
