package io.revocast.publisher;

import io.revocast.consumer.RevocationCheck;
import io.revocast.publisher.access.ApiKey;
import io.revocast.publisher.access.CallerDirectory;
import io.revocast.publisher.access.Callers;
import io.revocast.publisher.access.ClientCertificate;
import io.revocast.publisher.access.FailureBrake;
import io.revocast.publisher.access.KnownCertificates;
import io.revocast.publisher.access.KnownKeys;
import io.revocast.publisher.access.RateLimits;
import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.KeySchema.Family;
import io.revocast.publisher.config.Settings;
import io.revocast.publisher.http.Authenticator;
import io.revocast.publisher.http.SourceAddresses;
import io.revocast.publisher.jwks.CallerIssuer;
import io.revocast.publisher.jwks.TokenCallers;

import java.time.Clock;
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
record AccessSettings(Known known, Limits limits, SourceAddresses sources, boolean insecure) {
    /** The keys and families of keys that are read here. */
    static final Set<String> KEYS = Set.of(
            "http.trusted-proxies",
            "limits.failures-per-minute",
            "limits.requests-per-second",
            "limits.total-requests-per-second");

    private static final String API_KEYS = "api-keys.";
    private static final String CERTIFICATES = "client-certificates.";

    static final List<Family> FAMILIES = Stream.concat(
                    Stream.of(
                            new Family(API_KEYS + "<name>", '-', true),
                            new Family(CERTIFICATES + "<name>", '-', false)),
                    CallerSettings.FAMILIES.stream())
            .toList();

    /** Everybody who has a credential, by its kind. */
    record Known(List<ApiKey> keys, List<CallerIssuer> issuers, List<ClientCertificate> certificates) {
        Known {
            keys = List.copyOf(keys);
            issuers = List.copyOf(issuers);
            certificates = List.copyOf(certificates);
        }

        boolean isEmpty() {
            return keys.isEmpty() && issuers.isEmpty() && certificates.isEmpty();
        }
    }

    /** How often: wrong credentials from one address, requests of one caller, and requests of all. */
    record Limits(int failuresPerMinute, int requestsPerSecond, int totalRequestsPerSecond) {}

    /**
     * Reads and checks.
     *
     * @param insecure whether the operator asked for a publisher without authentication
     */
    static AccessSettings read(Settings settings, boolean insecure) throws ConfigurationException {
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

    private static List<ApiKey> keys(Settings settings) throws ConfigurationException {
        List<ApiKey> keys = new ArrayList<>();
        for (String name : settings.family(API_KEYS).keySet()) {
            settings.read(API_KEYS + name, line -> ApiKey.parse(name, line)).ifPresent(keys::add);
        }
        return keys;
    }

    private static List<ClientCertificate> certificates(Settings settings) throws ConfigurationException {
        List<ClientCertificate> certificates = new ArrayList<>();
        for (String name : settings.family(CERTIFICATES).keySet()) {
            settings.read(CERTIFICATES + name, line -> ClientCertificate.parse(name, line))
                    .ifPresent(certificates::add);
        }
        return certificates;
    }

    private static Limits limits(Settings settings) throws ConfigurationException {
        return new Limits(
                settings.read("limits.failures-per-minute", Values.between(1, 100_000))
                        .orElse(FailureBrake.DEFAULT_PER_MINUTE),
                settings.read("limits.requests-per-second", Values.between(1, 1_000_000))
                        .orElse(2_000),
                settings.read("limits.total-requests-per-second", Values.between(1, 1_000_000))
                        .orElse(10_000));
    }

    /**
     * Makes what tells who is asking.
     *
     * @param revocations the list that this publisher serves, which its own callers' tokens are checked against
     */
    Authenticator authenticator(RevocationCheck revocations) {
        Callers callers = new CallerDirectory(List.of(
                new KnownKeys(known.keys()),
                new TokenCallers(known.issuers(), revocations, Clock.systemUTC()),
                new KnownCertificates(known.certificates(), Clock.systemUTC())));
        return new Authenticator(
                callers, insecure, new FailureBrake(limits.failuresPerMinute(), System::nanoTime), sources);
    }

    /** Makes the limits that requests of known callers obey. */
    RateLimits rateLimits() {
        return new RateLimits(limits.requestsPerSecond(), limits.totalRequestsPerSecond(), System::nanoTime);
    }
}
