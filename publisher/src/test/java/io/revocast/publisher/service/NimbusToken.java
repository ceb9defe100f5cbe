package io.revocast.publisher.service;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;

/** A token as a service that uses Nimbus sees it. */
record NimbusToken(SignedJWT jwt, JWTClaimsSet claims) implements VerifiedToken {
    static NimbusToken verified(String token, JWSVerifier verifier) throws ParseException, JOSEException {
        SignedJWT jwt = SignedJWT.parse(token);
        if (!jwt.verify(verifier)) {
            throw new JOSEException("the signature does not verify");
        }
        return new NimbusToken(jwt, jwt.getJWTClaimsSet());
    }

    @Override
    public @Nullable String issuer() {
        return claims.getIssuer();
    }

    @Override
    public @Nullable String jti() {
        return claims.getJWTID();
    }

    @Override
    public @Nullable String keyId() {
        return jwt.getHeader().getKeyID();
    }

    @Override
    public long issuedAt() {
        var issuedAt = claims.getIssueTime();
        return issuedAt == null
                ? NO_ISSUED_AT
                : Math.floorDiv(issuedAt.toInstant().toEpochMilli(), 1000L);
    }

    @Override
    public long expiresAt() {
        var expiresAt = claims.getExpirationTime();
        return expiresAt == null
                ? NO_EXPIRES_AT
                : Math.floorDiv(expiresAt.toInstant().toEpochMilli(), 1000L);
    }

    @Override
    public @Nullable Object claim(String name) {
        return claims.getClaim(name);
    }

    @Override
    public String signingInput() {
        return new String(jwt.getSigningInput(), StandardCharsets.UTF_8);
    }
}
