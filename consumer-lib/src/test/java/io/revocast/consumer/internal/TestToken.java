package io.revocast.consumer.internal;

import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/** A verified token made of plain values. */
public record TestToken(
        @Nullable String issuer,
        @Nullable String jti,
        @Nullable String keyId,
        long issuedAt,
        Map<String, Object> claims)
        implements VerifiedToken {

    public static final String ISSUER = "https://issuer.example";

    /** A token of {@link #ISSUER} with a {@code jti} and nothing else. */
    public static TestToken withJti(String jti) {
        return new TestToken(ISSUER, jti, null, 0, Map.of());
    }

    public static TestToken withClaim(String name, Object value, long issuedAt) {
        return new TestToken(ISSUER, null, null, issuedAt, Map.of(name, value));
    }

    @Override
    public long expiresAt() {
        return claims.get("exp") instanceof Number exp ? exp.longValue() : NO_EXPIRES_AT;
    }

    @Override
    public @Nullable Object claim(String name) {
        return claims.get(name);
    }

    @Override
    public String signingInput() {
        return "header." + hashCode();
    }
}
