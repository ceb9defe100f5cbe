package io.revocast.benchmarks;

import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

/** A verified token with the usual claims. */
record BenchToken(@Nullable String jti) implements VerifiedToken {
    static final String ISSUER = "https://issuer.example";

    @Override
    public String issuer() {
        return ISSUER;
    }

    @Override
    public String keyId() {
        return "key-1";
    }

    @Override
    public long issuedAt() {
        return 0;
    }

    @Override
    public @Nullable Object claim(String name) {
        return name.equals("sub") ? "alice" : null;
    }

    @Override
    public String signingInput() {
        return "header.payload";
    }
}
