package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.publisher.token.ClaimNames;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of the OAuth endpoints.
 *
 * @param publicUrl at which clients reach this publisher; null when it is not configured
 * @param leeway of introspection
 * @param claims by issuer; issuers that differ from the default only
 */
public record OAuthSettings(@Nullable URI publicUrl, Duration leeway, Map<String, ClaimNames> claims) {
    private static final String ISSUERS = "issuers.";

    /** The keys that are read here. */
    static final Set<String> KEYS = Set.of("http.public-url", "introspection.leeway");

    /** The families of keys that are read here. */
    static final List<Family> FAMILIES = List.of(
            new Family(ISSUERS + "<alias>.client-claim", '-', false),
            new Family(ISSUERS + "<alias>.session-claim", '-', false));

    public OAuthSettings {
        claims = Map.copyOf(claims);
    }

    static OAuthSettings read(ConfigurationValues settings) throws ConfigurationException {
        Map<String, ClaimNames> claims = new HashMap<>();
        for (String alias : IssuerSettings.aliases(settings, ISSUERS)) {
            String prefix = ISSUERS + alias;
            Optional<String> issuer = settings.read(prefix + ".iss", SettingRules::text);
            if (issuer.isPresent()) {
                claims.put(
                        issuer.get(),
                        new ClaimNames(
                                settings.read(prefix + ".client-claim", SettingRules::text)
                                        .orElse(null),
                                settings.read(
                                                prefix + ".session-claim",
                                                text -> SessionClaim.parse(text).name())
                                        .orElse(ClaimNames.DEFAULT.session())));
            }
        }
        return new OAuthSettings(
                settings.read("http.public-url", OAuthSettings::publicUrl).orElse(null),
                settings.read("introspection.leeway", SettingParsers::leeway).orElse(Duration.ZERO),
                claims);
    }

    private static URI publicUrl(String text) {
        String rule = "must be an https URL without user, query and fragment (RFC 8414 section 2), or http on a "
                + "loopback address";
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(rule, e);
        }
        String host = uri.getHost();
        boolean secure = "https".equalsIgnoreCase(uri.getScheme())
                || ("http".equalsIgnoreCase(uri.getScheme()) && host != null && SettingRules.isLoopback(host));
        if (!secure
                || host == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(rule);
        }
        return uri;
    }
}
