package io.revocast.benchmarks.harness;

import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

/** A verified token with the usual claims. */
public record BenchToken(String jti, String subject, String session) implements VerifiedToken {
    /** A token with a {@code jti}, and a subject and a session of its own. */
    public static BenchToken of(int number, String jti) {
        return new BenchToken(jti, "user-" + number, RevocationTopic.jti(~number));
    }

    @Override
    public String issuer() {
        return RevocationTopic.ISSUER;
    }

    @Override
    public String keyId() {
        return "key-2026-11";
    }

    @Override
    public long issuedAt() {
        return 1_790_000_000;
    }

    @Override
    public @Nullable Object claim(String name) {
        return switch (name) {
            case "sub" -> subject;
            case "sid" -> session;
            case "client_id" -> "web-shop";
            default -> null;
        };
    }

    @Override
    public String signingInput() {
        return "header.payload";
    }
}
