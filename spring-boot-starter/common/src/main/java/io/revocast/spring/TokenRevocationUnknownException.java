package io.revocast.spring;

import io.revocast.consumer.Verdict;

/**
 * It is unknown at this moment whether a token is revoked, and the failure policy denies. The token may be valid.
 *
 * <p>This exception is no {@code AuthenticationException} and no {@code JwtException}, so Spring Security does not turn
 * it into 401. In a web application the starter answers 503 with {@code Retry-After}. Where you call a decoder outside
 * a web request, catch it and repeat later.
 */
public final class TokenRevocationUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Verdict.Reason reason;
    /** An exception for a reason. */
    public TokenRevocationUnknownException(Verdict.Reason reason) {
        super("Whether the token has been revoked is unknown: " + reason.wireName());
        this.reason = reason;
    }

    /** Returns why the verdict is unknown. */
    public Verdict.Reason reason() {
        return reason;
    }
}
