package io.revocast.publisher.jwks;

import io.revocast.consumer.VerifiedToken;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.token.PastedToken;
import org.jspecify.annotations.Nullable;

/** A caller's verified token as a check for revocations reads it. */
record CheckedToken(PastedToken token, String issuer, long issuedAt, long expiresAt) implements VerifiedToken {
    /** Wraps a token whose signature and claims have been verified. */
    static CheckedToken of(PastedToken token) throws RejectedException {
        Long issuedAt = token.issuedAt();
        Long expiresAt = token.expiresAtAsChecked();
        return new CheckedToken(
                token,
                token.issuer(),
                issuedAt == null ? NO_ISSUED_AT : issuedAt,
                expiresAt == null ? NO_EXPIRES_AT : expiresAt);
    }

    @Override
    public @Nullable String jti() {
        return token.claim("jti") instanceof String jti ? jti : null;
    }

    @Override
    public @Nullable String keyId() {
        return token.keyId();
    }

    @Override
    public @Nullable Object claim(String name) {
        return token.claim(name);
    }

    @Override
    public String signingInput() {
        return token.signingInput();
    }
}
