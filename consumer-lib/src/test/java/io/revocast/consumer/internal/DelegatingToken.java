package io.revocast.consumer.internal;

import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.util.Collection;

/** A token that a test overrides one method of. */
public class DelegatingToken implements VerifiedToken {
    private final VerifiedToken token;

    public DelegatingToken(VerifiedToken token) {
        this.token = token;
    }

    @Override
    public @Nullable String issuer() {
        return token.issuer();
    }

    @Override
    public @Nullable String jti() {
        return token.jti();
    }

    @Override
    public @Nullable String keyId() {
        return token.keyId();
    }

    @Override
    public long issuedAt() {
        return token.issuedAt();
    }

    @Override
    public long expiresAt() {
        return token.expiresAt();
    }

    @Override
    public @Nullable Object claim(String name) {
        return token.claim(name);
    }

    @Override
    public @Nullable Collection<String> claimNames() {
        return token.claimNames();
    }

    @Override
    public String signingInput() {
        return token.signingInput();
    }
}
