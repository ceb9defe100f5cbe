package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.publisher.jwks.CallerIssuer;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.KnownIssuers.KnownIssuer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads which issuers targets may name, how far their clocks are off, and which claims have their sessions. */
final class KnownIssuerSettings {
    private static final String ISSUERS = "issuers.";
    private static final String UNKNOWN = "tokens.unknown-issuers";
    private static final String OFFSET = "issued-at-offset";

    static final Set<String> KEYS = Set.of(UNKNOWN);
    static final List<Family> FAMILIES = List.of(new Family(ISSUERS + "<alias>." + OFFSET, '-', false));

    private KnownIssuerSettings() {}

    /**
     * Reads them.
     *
     * @param callers whose tokens identify callers of this publisher, and can be revoked as well
     */
    static KnownIssuers read(ConfigurationValues settings, List<CallerIssuer> callers) throws ConfigurationException {
        Map<String, KnownIssuer> issuers = new HashMap<>();
        for (String alias : IssuerSettings.aliases(settings, ISSUERS)) {
            String prefix = ISSUERS + alias + ".";
            Optional<String> issuer = settings.read(prefix + "iss", SettingRules::text);
            if (issuer.isPresent()) {
                KnownIssuer known = new KnownIssuer(alias, offset(settings, prefix), sessionClaims(settings, prefix));
                issuers.merge(issuer.get(), known, KnownIssuer::merge);
                settings.read(prefix + "token-issuer", SettingRules::text)
                        .filter(other -> !other.equals(issuer.get()))
                        .ifPresent(other -> issuers.merge(other, known, KnownIssuer::merge));
            }
        }
        if (!issuers.isEmpty()) {
            callers.forEach(caller -> issuers.putIfAbsent(
                    caller.issuer().issuer(), new KnownIssuer(caller.alias(), Duration.ZERO, Set.of("sid"))));
        }
        return new KnownIssuers(
                issuers,
                settings.read(UNKNOWN, SettingRules.oneOf(Map.of("refuse", false, "allow", true)))
                        .orElse(false));
    }

    /** How far the {@code iat} of an alias's tokens is ahead of the true time. */
    static Duration offset(ConfigurationValues settings, String prefix) throws ConfigurationException {
        return settings.read(prefix + OFFSET, SettingParsers::issuedAtOffset).orElse(Duration.ZERO);
    }

    private static Set<String> sessionClaims(ConfigurationValues settings, String prefix)
            throws ConfigurationException {
        String session = settings.read(
                        prefix + "session-claim",
                        text -> SessionClaim.parse(text).name())
                .orElse("sid");
        String user =
                settings.read(prefix + "subject-claim", SettingRules::text).orElse("sub");
        // A user comes back, a session does not.
        return session.equals("-") || session.equals(user) ? Set.of() : Set.of(session);
    }
}
