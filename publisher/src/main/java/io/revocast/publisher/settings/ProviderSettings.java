package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.KeySchema.Family;
import io.revocast.config.SettingRules;
import io.revocast.event.Target;
import io.revocast.publisher.signals.EventRule;
import io.revocast.publisher.signals.HashedHeaderValue;
import io.revocast.publisher.signals.Provider;
import io.revocast.publisher.signals.SubjectType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the settings of an issuer that say which of its messages revoke. */
final class ProviderSettings {
    private static final String LOGOUT_AUDIENCE = "logout-audience";
    private static final String LOGOUT_AGE = "logout-age";
    private static final String LOGOUT_EXP = "logout-exp";
    private static final String LOGOUT_WAIT = "logout-wait";
    private static final String SSF_AUDIENCE = "ssf-audience";
    private static final String SSF_AUTHORIZATION = "ssf-authorization-hash";
    private static final String SSF_EVENTS = "ssf-events";
    private static final String TOKEN_ISSUER = "token-issuer";
    private static final String CUT_OFF = "cut-off";

    private static final List<String> OF_LOGOUT = List.of(LOGOUT_AGE, LOGOUT_EXP, LOGOUT_WAIT);
    private static final List<String> OF_SSF = List.of(SSF_AUTHORIZATION, SSF_EVENTS);
    private static final Map<SubjectType, String> CLAIMS = new EnumMap<>(Map.of(
            SubjectType.SESSION, "session-claim",
            SubjectType.USER, "subject-claim",
            SubjectType.EMAIL, "email-claim",
            SubjectType.CLIENT, "client-claim",
            SubjectType.TENANT, "tenant-claim"));
    /** Claims that the OAuth endpoints read from the same keys. */
    private static final Set<String> OF_THE_ISSUER = Set.of("session-claim", "client-claim");

    private static final Map<SubjectType, String> DEFAULTS =
            Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "sub", SubjectType.CLIENT, "client_id");

    /** How long a logout token is good for, as OpenID Connect Back-Channel Logout 1.0 section 2.4 recommends. */
    private static final Duration DEFAULT_AGE = Duration.ofMinutes(2);

    private final ConfigurationValues settings;
    private final String prefix;

    private ProviderSettings(ConfigurationValues settings, String prefix) {
        this.settings = settings;
        this.prefix = prefix;
    }

    /** The keys that no other endpoint has, for the schema. */
    static List<Family> families(String issuers) {
        return names().map(name -> new Family(issuers + "<alias>." + name, '-', false))
                .toList();
    }

    private static Stream<String> names() {
        return Stream.of(
                        Stream.of(LOGOUT_AUDIENCE, SSF_AUDIENCE, TOKEN_ISSUER, CUT_OFF),
                        OF_LOGOUT.stream(),
                        OF_SSF.stream(),
                        CLAIMS.values().stream().filter(name -> !OF_THE_ISSUER.contains(name)))
                .flatMap(each -> each);
    }

    /**
     * Reads the settings of an alias.
     *
     * @param prefix of its keys, with the dot
     * @param issuer its {@code iss}
     * @return empty when none of its messages is accepted
     */
    static Optional<Provider> read(ConfigurationValues settings, String prefix, String issuer)
            throws ConfigurationException {
        return new ProviderSettings(settings, prefix).read(issuer);
    }

    private Optional<Provider> read(String issuer) throws ConfigurationException {
        Set<String> set = settings.family(prefix).keySet();
        boolean logout = set.contains(LOGOUT_AUDIENCE);
        boolean stream = set.contains(SSF_AUDIENCE);
        requireUsed(set, OF_LOGOUT, logout, LOGOUT_AUDIENCE);
        requireUsed(set, OF_SSF, stream, SSF_AUDIENCE);
        List<String> ofBoth = new ArrayList<>(CLAIMS.values());
        ofBoth.removeAll(OF_THE_ISSUER);
        ofBoth.add(TOKEN_ISSUER);
        ofBoth.add(CUT_OFF);
        requireUsed(set, ofBoth, logout || stream, LOGOUT_AUDIENCE + " or " + SSF_AUDIENCE);
        if (!logout && !stream) {
            return Optional.empty();
        }
        String alias = prefix.substring(prefix.indexOf('.') + 1, prefix.length() - 1);
        return Optional.of(
                new Provider(alias, issuer, tokens(issuer), logout ? logout() : null, stream ? stream() : null));
    }

    private void requireUsed(Set<String> set, List<String> names, boolean used, String needed)
            throws ConfigurationException {
        for (String name : names) {
            if (set.contains(name) && !used) {
                throw new ConfigurationException(
                        prefix + name + " has no effect without " + needed + ", which must be set too");
            }
        }
    }

    private Provider.Logout logout() throws ConfigurationException {
        return new Provider.Logout(
                settings.read(prefix + LOGOUT_AUDIENCE, ProviderSettings::list).orElseThrow(),
                settings.read(prefix + LOGOUT_AGE, SettingParsers::logoutAge).orElse(DEFAULT_AGE),
                settings.read(prefix + LOGOUT_EXP, SettingRules.oneOf(Map.of("required", false, "optional", true)))
                        .orElse(false),
                settings.read(prefix + LOGOUT_WAIT, SettingParsers::logoutWait).orElse(Duration.ZERO));
    }

    private Provider.Stream stream() throws ConfigurationException {
        return new Provider.Stream(
                settings.read(prefix + SSF_AUDIENCE, ProviderSettings::list).orElseThrow(),
                settings.read(prefix + SSF_AUTHORIZATION, HashedHeaderValue::ofHash)
                        .orElse(null),
                settings.read(prefix + SSF_EVENTS, EventRule::parse)
                        .orElseGet(() -> EventRule.parse(EventRule.DEFAULTS)));
    }

    private Provider.Tokens tokens(String issuer) throws ConfigurationException {
        Map<SubjectType, String> claims = claims();
        String key = prefix + CLAIMS.get(SubjectType.SESSION);
        Optional<String> also = settings.read(key, SessionClaim::parse).flatMap(SessionClaim::user);
        String user = claims.getOrDefault(SubjectType.USER, "-");
        if (also.isPresent() && (user.equals("-") || !also.get().equals(user))) {
            throw new ConfigurationException(key + " must name the session's claim and then the subject-claim, " + user
                    + ": \"" + also.get() + "\"; write " + claims.get(SubjectType.SESSION) + "," + user);
        }
        String tokenIssuer =
                settings.read(prefix + TOKEN_ISSUER, SettingRules::text).orElse(issuer);
        return new Provider.Tokens(tokenIssuer, claims, also.isPresent(), cutOff());
    }

    private Provider.CutOff cutOff() throws ConfigurationException {
        Duration offset = KnownIssuerSettings.offset(settings, prefix);
        return new Provider.CutOff(
                // The clock of the message may be right where that of the tokens is behind.
                offset.isNegative() ? Duration.ZERO : offset,
                settings.read(prefix + CUT_OFF, SettingRules.oneOf(Map.of("iat", false, "auth_time", true)))
                        .orElse(false));
    }

    private Map<SubjectType, String> claims() throws ConfigurationException {
        Map<SubjectType, String> claims = new EnumMap<>(SubjectType.class);
        for (Map.Entry<SubjectType, String> each : CLAIMS.entrySet()) {
            String name = settings.read(
                            prefix + each.getValue(),
                            each.getKey() == SubjectType.SESSION
                                    ? text -> SessionClaim.parse(text).name()
                                    : ProviderSettings::claim)
                    .orElse(DEFAULTS.getOrDefault(each.getKey(), "-"));
            if (!name.equals("-")) {
                claims.put(each.getKey(), name);
            }
        }
        return claims;
    }

    /** A claim that a target may name, or a hyphen for none. */
    private static String claim(String text) {
        return text.equals("-") ? text : new Target.Claim("any", SettingRules.text(text), "any").name();
    }

    private static Set<String> list(String text) {
        Set<String> list = new LinkedHashSet<>();
        for (String each : text.split(",", -1)) {
            if (!list.add(SettingRules.text(each.strip()))) {
                throw new IllegalArgumentException("must name each once, separated by commas");
            }
        }
        return list;
    }
}
