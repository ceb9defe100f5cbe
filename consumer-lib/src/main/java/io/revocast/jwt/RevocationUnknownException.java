package io.revocast.jwt;

import com.auth0.jwt.exceptions.JWTVerificationException;
import io.revocast.consumer.Verdict;

/**
 * Whether the token was revoked cannot be told at this moment, and the failure policy denies. The token may be good:
 * answer 503 with {@code Retry-After}, so that the client keeps it.
 */
public final class RevocationUnknownException extends JWTVerificationException {
    private static final long serialVersionUID = 1L;

    private final Verdict.Reason reason;

    RevocationUnknownException(Verdict.Reason reason) {
        super("Whether the token has been revoked is unknown: " + reason.wireName());
        this.reason = reason;
    }

    /** Why it cannot be told. */
    public Verdict.Reason reason() {
        return reason;
    }
}
