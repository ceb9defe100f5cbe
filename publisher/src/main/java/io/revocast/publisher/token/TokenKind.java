package io.revocast.publisher.token;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Tells access tokens from the other tokens that an issuer signs with the same keys: ID tokens, refresh tokens, logout
 * tokens, security events. Only RFC 9068 gives them a type of their own, so the claims of the common issuers decide.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8725#section-3.12">RFC 8725, section 3.12</a>
 */
public final class TokenKind {
    private static final Set<String> ACCESS_TOKEN = Set.of("at+jwt", "application/at+jwt");

    /** Claims of ID tokens (OpenID Connect Core sections 2 and 3.3.2.11) and of security events (RFC 8417). */
    private static final Set<String> FOREIGN = Set.of("nonce", "at_hash", "c_hash", "s_hash", "events", "toe");

    /** Claims of access tokens (RFC 9068 section 2.2, Okta), which the common issuers put into no other kind. */
    private static final Set<String> OWN = Set.of("scope", "scp", "client_id", "cid");

    /** What Keycloak has as claim {@code typ} of its refresh tokens. */
    private static final Set<String> REFRESH_TYPES = Set.of("refresh", "offline");

    private TokenKind() {}

    /**
     * Whether a token is an access token. A token whose audience might be a client is taken for an ID token unless something
     * says otherwise.
     */
    public static boolean isAccessToken(PastedToken token) {
        if (token.hasHeader("typ")) {
            String type = lower(token.header("typ"));
            if (!type.equals("jwt")) {
                return ACCESS_TOKEN.contains(type) && !token.hasClaim("events");
            }
        }
        return byKindClaim(token).orElseGet(() -> byOtherClaims(token));
    }

    /**
     * Whether a claim says that a token is a refresh token: {@code typ} of Keycloak, {@code tokenType} of Casdoor or {@code
     * token_type} of Django SimpleJWT.
     */
    public static boolean isRefreshToken(PastedToken token) {
        return REFRESH_TYPES.contains(lower(token.claim("typ"))) || isNamedRefresh(token);
    }

    private static boolean isNamedRefresh(PastedToken token) {
        return Stream.of("tokenType", "token_type")
                .anyMatch(name -> lower(token.claim(name)).startsWith("refresh"));
    }

    /** Keycloak names the kind in the claim {@code typ}, and Amazon Cognito in {@code token_use}. */
    private static Optional<Boolean> byKindClaim(PastedToken token) {
        if (isNamedRefresh(token)) {
            return Optional.of(false);
        }
        if (token.hasClaim("typ")) {
            return Optional.of(Set.of("bearer", "dpop").contains(lower(token.claim("typ"))));
        }
        return token.hasClaim("token_use")
                ? Optional.of(lower(token.claim("token_use")).equals("access"))
                : Optional.empty();
    }

    private static boolean byOtherClaims(PastedToken token) {
        if (FOREIGN.stream().anyMatch(token::hasClaim)) {
            return false;
        }
        // An ID token must have an audience, which its authorized party is one of (OpenID Connect Core section 2).
        return OWN.stream().anyMatch(token::hasClaim)
                || !token.hasClaim("aud")
                || Stream.of("azp", "appid")
                        .map(token::claim)
                        .anyMatch(party -> party instanceof String && !isAmong(party, token.claim("aud")));
    }

    private static boolean isAmong(@Nullable Object party, @Nullable Object audience) {
        return audience instanceof Collection<?> several
                ? several.contains(party)
                : party != null && party.equals(audience);
    }

    private static String lower(@Nullable Object value) {
        return value instanceof String text ? text.toLowerCase(Locale.ROOT) : "";
    }
}
