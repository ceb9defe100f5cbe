package io.revocast.soak.instance;

import io.revocast.consumer.VerifiedToken;
import io.revocast.soak.history.Subject;
import org.jspecify.annotations.Nullable;

/** What a JWT library would say of the token. */
record SoakToken(Subject subject) implements VerifiedToken {
    @Override
    public String issuer() {
        return Subject.ISSUER;
    }

    @Override
    public String jti() {
        return subject.jti();
    }

    @Override
    public @Nullable String keyId() {
        return "key-1";
    }

    @Override
    public long issuedAt() {
        return subject.issuedAt();
    }

    @Override
    public long expiresAt() {
        return subject.expiresAt();
    }

    @Override
    public @Nullable Object claim(String name) {
        return name.equals("sub") ? subject.sub() : null;
    }

    @Override
    public String signingInput() {
        return "header." + subject.jti();
    }
}
