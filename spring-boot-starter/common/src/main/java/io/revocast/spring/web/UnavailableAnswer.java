package io.revocast.spring.web;

import io.revocast.spring.TokenRevocationUnknownException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.jwt.JwtException;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The answer 503 with {@code Retry-After}, and what it answers: an unknown verdict, or a decoder that could not fetch
 * its keys.
 */
final class UnavailableAnswer {
    /** The status of the answer. */
    static final int STATUS = 503;

    /** The media type of the body (RFC 9457). */
    static final String MEDIA_TYPE = "application/problem+json";

    private static final int MAX_CAUSES = 16;

    private final String retryAfterSeconds;

    /** An answer that asks the client to wait; parts of a second are rounded up. */
    UnavailableAnswer(Duration retryAfter) {
        this.retryAfterSeconds =
                Long.toString(Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds()));
    }

    String retryAfter() {
        return retryAfterSeconds;
    }

    byte[] body() {
        return ("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                        + "\"detail\":\"The token cannot be checked at the moment. Keep it and repeat the request.\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Whether this answer is right for an exception that left the filter chain. */
    static boolean isFor(Throwable thrown) {
        return TokenRevocationUnknownException.findIn(thrown) != null || isUnavailableDecoder(thrown);
    }

    /** Whether Spring Security could not fetch keys: the token is neither valid nor invalid. */
    static boolean isUnavailableDecoder(Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof AuthenticationServiceException) {
                return cause.getCause() instanceof JwtException
                        && TokenRevocationUnknownException.findIn(thrown) == null;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
