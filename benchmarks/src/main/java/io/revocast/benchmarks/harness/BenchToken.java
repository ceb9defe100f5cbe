package io.revocast.benchmarks.harness;

import io.revocast.consumer.VerifiedToken;
import org.jspecify.annotations.Nullable;

import java.util.UUID;

/** A verified token with the usual claims. */
public record BenchToken(String jti, String subject, String session) implements VerifiedToken {
    /** The issuer of every token. */
    public static final String ISSUER = "https://issuer.example";

    /** When every token was issued, in seconds since 1970. */
    public static final long ISSUED_AT = 1_790_000_000;

    /** Ten years, so that no token ends while a benchmark runs. */
    private static final long LIFETIME_SECONDS = 10 * 365 * 86_400L;

    /** The token with a number; no two numbers share a {@code jti}, and none tells its neighbour. */
    public static BenchToken of(int number) {
        return new BenchToken(jti(number), "user-" + number, jti(number ^ 1 << 30));
    }

    /** The {@code jti} of the token with a number. */
    public static String jti(int number) {
        long high = (number + 1) * 0x9E3779B97F4A7C15L;
        long low = (high ^ (high >>> 31)) * 0xBF58476D1CE4E5B9L;
        return new UUID(high, low ^ (low >>> 27)).toString();
    }

    @Override
    public String issuer() {
        return ISSUER;
    }

    @Override
    public String keyId() {
        return "key-2026-11";
    }

    @Override
    public long issuedAt() {
        return ISSUED_AT;
    }

    @Override
    public long expiresAt() {
        return ISSUED_AT + LIFETIME_SECONDS;
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
