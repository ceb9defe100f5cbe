package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.publisher.jwks.AccessTokens;
import io.revocast.publisher.jwks.CallerIssuer;
import io.revocast.publisher.jwks.TrustedIssuer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code callers.<alias>.*}: an issuer whose access tokens say who is asking. */
final class CallerSettings {
    private static final String CALLERS = "callers.";

    /** The claim that Azure and Okta have instead of RFC 9068's {@code scope}. */
    private static final String OTHER_SCOPE_CLAIM = "scp";

    static final List<Family> FAMILIES = Stream.of(
                    "iss", "jwks-url", "jwks-file", "audience", "scope-claim", "client-claim", "leeway", "issuers")
            .map(end -> new Family(CALLERS + "<alias>." + end, '-', false))
            .toList();

    private CallerSettings() {}

    static List<CallerIssuer> read(ConfigurationValues settings) throws ConfigurationException {
        List<CallerIssuer> issuers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String alias : IssuerSettings.aliases(settings, CALLERS)) {
            CallerIssuer issuer = issuer(settings, alias);
            if (!seen.add(issuer.issuer().issuer())) {
                throw new ConfigurationException(CALLERS + alias + ".iss is the issuer of another alias already: "
                        + issuer.issuer().issuer());
            }
            issuers.add(issuer);
        }
        return issuers;
    }

    private static CallerIssuer issuer(ConfigurationValues settings, String alias) throws ConfigurationException {
        String prefix = CALLERS + alias;
        TrustedIssuer issuer = IssuerSettings.issuer(settings, prefix);
        String audience = settings.read(prefix + ".audience", SettingRules::text)
                .orElseThrow(() -> new ConfigurationException(prefix
                        + ".audience must be set: the name of this publisher that must be in the aud of its tokens"));
        String scopeClaim =
                settings.read(prefix + ".scope-claim", SettingRules::text).orElse("scope");
        AccessTokens tokens = new AccessTokens(
                audience,
                List.copyOf(new LinkedHashSet<>(List.of(scopeClaim, OTHER_SCOPE_CLAIM))),
                settings.read(prefix + ".client-claim", SettingRules::text).orElse("client_id"),
                settings.read(prefix + ".leeway", SettingParsers::leeway).orElse(Duration.ZERO));
        Set<String> issuers =
                settings.read(prefix + ".issuers", SettingRules::list).orElse(Set.of());
        return new CallerIssuer(alias, issuer, tokens, issuers);
    }
}
