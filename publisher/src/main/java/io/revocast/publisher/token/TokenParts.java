package io.revocast.publisher.token;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A token that a caller describes by its parts, because the caller does not have the whole token. Immutable.
 *
 * @param fingerprint of its signing input; null when not known; unused when the {@code jti} names the token
 * @param issuedAt in seconds since 1970; {@link #NO_ISSUED_AT} when not known, which matches every cut-off
 * @param claims their values as {@link #claim} returns them; null for JSON's null
 */
public record TokenParts(
        String issuer,
        @Nullable String jti,
        @Nullable String fingerprint,
        @Nullable String keyId,
        long issuedAt,
        Map<String, @Nullable Object> claims)
        implements DescribedToken {
    public TokenParts {
        claims = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
    }

    @Override
    public @Nullable String id() {
        boolean named = jti != null && Target.Token.nameable(issuer, jti);
        return named ? jti : fingerprint;
    }

    @Override
    public Set<String> claimNames() {
        return claims.keySet();
    }

    @Override
    public long expiresAt() {
        return claims.get("exp") instanceof Number exp ? (long) Math.floor(exp.doubleValue()) : NO_EXPIRES_AT;
    }

    @Override
    public @Nullable Object claim(String name) {
        return claims.get(name);
    }

    /** Empty, which no token's is: it is not known. */
    @Override
    public String signingInput() {
        return "";
    }
}
