package io.revocast.publisher.signals;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Providers as a configuration would have them. */
public final class TestProviders {
    public static final String IDP = "https://idp.example";
    public static final String PASSWORD = "Bearer agreed";

    /** The SHA-256 of {@link #PASSWORD}. */
    private static final String PASSWORD_HASH =
            "sha256:6cfc6b45d942e573d872cf77474a119faca9e92f0b977a45c510dad221ff47cf";

    private static final Map<SubjectType, String> CLAIMS =
            Map.of(SubjectType.SESSION, "sid", SubjectType.USER, "sub", SubjectType.CLIENT, "client_id");

    private TestProviders() {}

    /** One that may send both kinds of message, with all defaults. */
    public static Provider provider() {
        return provider(IDP, CLAIMS, EventRule.DEFAULTS);
    }

    static Provider provider(String tokenIssuer, Map<SubjectType, String> claims, String events) {
        return new Provider(
                "idp",
                IDP,
                new Provider.Tokens(tokenIssuer, claims, false, Provider.CutOff.DEFAULT),
                logout(false),
                stream(null, events));
    }

    static Provider provider(Provider.Tokens tokens) {
        return new Provider("idp", IDP, tokens, logout(false), stream(null, EventRule.DEFAULTS));
    }

    /** One whose logout tokens need no {@code exp}. */
    static Provider withoutExpiry() {
        return new Provider(
                "idp", IDP, new Provider.Tokens(IDP, CLAIMS, false, Provider.CutOff.DEFAULT), logout(true), null);
    }

    /** One that must send an agreed header. */
    static Provider withPassword() {
        return new Provider(
                "idp",
                IDP,
                new Provider.Tokens(IDP, CLAIMS, false, Provider.CutOff.DEFAULT),
                null,
                stream(HashedHeaderValue.ofHash(PASSWORD_HASH), EventRule.DEFAULTS));
    }

    private static Provider.Logout logout(boolean expiryOptional) {
        return new Provider.Logout(Set.of("shop", "portal"), Duration.ofMinutes(2), expiryOptional, Duration.ZERO);
    }

    private static Provider.Stream stream(@Nullable HashedHeaderValue authorization, String events) {
        return new Provider.Stream(Set.of("https://revocast.example"), authorization, EventRule.parse(events));
    }
}
