package io.revocast.spring;

import io.revocast.consumer.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * It is unknown at this moment whether a token is revoked, and the failure policy denies. The token may be valid.
 *
 * <p>This exception is no {@code AuthenticationException} and no {@code JwtException}, so Spring Security does not turn
 * it into 401. In a web application the starter answers 503 with {@code Retry-After}. Where you call a decoder outside
 * a web request, catch it and repeat later.
 */
public final class TokenRevocationUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_CAUSES = 16;

    private final Verdict.Reason reason;

    /** An exception for a reason. */
    public TokenRevocationUnknownException(Verdict.Reason reason) {
        super("Whether the token has been revoked is unknown: " + reason.wireName());
        this.reason = reason;
    }

    /** Returns the unknown verdict among an exception and its causes; null when there is none. */
    public static @Nullable TokenRevocationUnknownException findIn(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof TokenRevocationUnknownException unknown) {
                return unknown;
            }
            cause = cause.getCause();
        }
        return null;
    }

    /** Returns why the verdict is unknown. */
    public Verdict.Reason reason() {
        return reason;
    }
}
