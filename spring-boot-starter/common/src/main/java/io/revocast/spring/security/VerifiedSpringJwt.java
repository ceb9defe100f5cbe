package io.revocast.spring.security;

import io.revocast.consumer.VerifiedClaims;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.Jwt;

import java.net.URI;
import java.net.URL;
import java.time.Instant;
import java.util.Collection;

/**
 * Presents a token that a decoder of Spring Security verified to a check.
 *
 * <p>Spring's {@code MappedJwtClaimSetConverter} gives a token without {@code iat} one that is a second before its
 * {@code exp}. An {@code iat} at that place counts only when the payload of the token has one; otherwise the token
 * matches every cut-off. Immutable and thread-safe.
 */
public final class VerifiedSpringJwt implements VerifiedToken {
    private static final String ISSUED_AT = "iat";

    private final Jwt jwt;
    private final VerifiedClaims claims;

    private VerifiedSpringJwt(Jwt jwt) {
        this.jwt = jwt;
        this.claims = new VerifiedClaims(jwt.getClaims(), text(jwt.getHeaders().get("kid")), inputOf(jwt));
    }

    /** Wraps the result of a decoder. */
    public static VerifiedSpringJwt of(Jwt jwt) {
        return new VerifiedSpringJwt(jwt);
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    /** Null for an encrypted token, which has five parts: its parts are not what was signed. */
    private static @Nullable String inputOf(Jwt jwt) {
        String token = jwt.getTokenValue();
        int signature = token.lastIndexOf('.');
        int payload = token.indexOf('.');
        return payload >= 0 && signature > payload && token.indexOf('.', payload + 1) == signature
                ? token.substring(0, signature)
                : null;
    }

    /** Spring converts it to a URL on request, and an application may do so always. */
    @Override
    public @Nullable String issuer() {
        return text(jwt.getClaims().get("iss"));
    }

    @Override
    public @Nullable String jti() {
        return claims.jti();
    }

    @Override
    public @Nullable String keyId() {
        return claims.keyId();
    }

    @Override
    public long issuedAt() {
        Instant issuedAt = jwt.getIssuedAt();
        Instant expiresAt = jwt.getExpiresAt();
        boolean mayBeInvented = issuedAt != null && expiresAt != null && issuedAt.equals(expiresAt.minusSeconds(1));
        return mayBeInvented && !RawPayload.hasValue(jwt.getTokenValue(), ISSUED_AT) ? NO_ISSUED_AT : claims.issuedAt();
    }

    @Override
    public long expiresAt() {
        return claims.expiresAt();
    }

    @Override
    public @Nullable Object claim(String name) {
        Object value = jwt.getClaims().get(name);
        return value instanceof URL || value instanceof URI ? value.toString() : claims.claim(name);
    }

    @Override
    public Collection<String> claimNames() {
        return claims.claimNames();
    }

    @Override
    public String signingInput() {
        return claims.signingInput();
    }
}
