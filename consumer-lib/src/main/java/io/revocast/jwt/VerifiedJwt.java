package io.revocast.jwt;

import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;

/** Presents a token that java-jwt verified to a check. Immutable and thread-safe as the token itself is. */
public final class VerifiedJwt implements VerifiedToken {
    private final DecodedJWT jwt;

    private VerifiedJwt(DecodedJWT jwt) {
        this.jwt = jwt;
    }

    /**
     * Wraps a token.
     *
     * @param jwt the result of a {@link com.auth0.jwt.interfaces.JWTVerifier}; never that of {@code JWT.decode}, whose
     *     claims an attacker may have written
     */
    public static VerifiedJwt of(DecodedJWT jwt) {
        return new VerifiedJwt(jwt);
    }

    @Override
    public @Nullable String issuer() {
        return jwt.getIssuer();
    }

    @Override
    public @Nullable String jti() {
        return jwt.getId();
    }

    @Override
    public @Nullable String keyId() {
        return jwt.getKeyId();
    }

    @Override
    public long issuedAt() {
        Instant issuedAt = jwt.getIssuedAtAsInstant();
        return issuedAt == null ? NO_ISSUED_AT : issuedAt.getEpochSecond();
    }

    @Override
    public long expiresAt() {
        Instant expiresAt = jwt.getExpiresAtAsInstant();
        return expiresAt == null ? NO_EXPIRES_AT : expiresAt.getEpochSecond();
    }

    @Override
    public @Nullable Object claim(String name) {
        Claim claim = jwt.getClaim(name);
        if (claim.isMissing() || claim.isNull()) {
            return null;
        }
        String text = claim.asString();
        return text != null ? text : claim.as(Object.class);
    }

    @Override
    public Collection<String> claimNames() {
        return jwt.getClaims().keySet();
    }

    @Override
    public String signingInput() {
        return jwt.getHeader() + "." + jwt.getPayload();
    }
}
