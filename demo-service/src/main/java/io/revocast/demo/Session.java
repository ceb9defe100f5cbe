package io.revocast.demo;

import com.auth0.jwt.interfaces.DecodedJWT;
import io.revocast.consumer.VerifiedToken;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

/**
 * One log-in: what all its tokens have in common.
 *
 * <p>A check sees it as a token without {@code jti}. The verdict therefore says whether the session, the user or the key
 * was revoked, not whether one token was.
 *
 * @param id the {@code sid} claim; never used for another session
 * @param issuedAt epoch seconds: the {@code iat} of the tokens
 */
record Session(String issuer, String keyId, String subject, String id, long issuedAt) implements VerifiedToken {

    /** Reads the session out of a token that was verified. */
    static Session of(DecodedJWT token) {
        return new Session(
                token.getIssuer(),
                token.getKeyId(),
                token.getSubject(),
                token.getClaim("sid").asString(),
                token.getIssuedAtAsInstant().getEpochSecond());
    }

    Session issuedAt(long epochSecond) {
        return new Session(issuer, keyId, subject, id, epochSecond);
    }

    /** Names every token of this log-in. */
    Target target() {
        return new Target.Claim(issuer, "sid", id);
    }

    /** Names every token of the user. */
    Target user() {
        return new Target.Claim(issuer, "sub", subject);
    }

    @Override
    public @Nullable String jti() {
        return null;
    }

    /** A session has no {@code exp}: it lasts as long as its tokens are refreshed. */
    @Override
    public long expiresAt() {
        return NO_EXPIRES_AT;
    }

    @Override
    public @Nullable Object claim(String name) {
        return switch (name) {
            case "sub" -> subject;
            case "sid" -> id;
            default -> null;
        };
    }

    @Override
    public String signingInput() {
        return "";
    }
}
