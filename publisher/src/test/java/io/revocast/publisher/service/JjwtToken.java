package io.revocast.publisher.service;

import io.jsonwebtoken.Claims;
import io.jsonwebtoken.Jws;
import io.jsonwebtoken.JwtParser;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

/** A token as a service that uses jjwt sees it, which keeps no part of it as it was received. */
record JjwtToken(String token, Jws<Claims> jws) implements VerifiedToken {
    static JjwtToken verified(String token, JwtParser parser) {
        return new JjwtToken(token, parser.parseSignedClaims(token));
    }

    @Override
    public @Nullable String issuer() {
        return jws.getPayload().getIssuer();
    }

    @Override
    public @Nullable String jti() {
        return jws.getPayload().getId();
    }

    @Override
    public @Nullable String keyId() {
        return jws.getHeader().getKeyId();
    }

    @Override
    public long issuedAt() {
        var issuedAt = jws.getPayload().getIssuedAt();
        return issuedAt == null
                ? NO_ISSUED_AT
                : Math.floorDiv(issuedAt.toInstant().toEpochMilli(), 1000L);
    }

    @Override
    public long expiresAt() {
        var expiresAt = jws.getPayload().getExpiration();
        return expiresAt == null
                ? NO_EXPIRES_AT
                : Math.floorDiv(expiresAt.toInstant().toEpochMilli(), 1000L);
    }

    @Override
    public @Nullable Object claim(String name) {
        return jws.getPayload().get(name);
    }

    @Override
    public String signingInput() {
        return token.substring(0, token.lastIndexOf('.'));
    }
}
