package io.revocast.jwt;

import io.revocast.consumer.Verdict;

/**
 * It is unknown at this moment whether the token is revoked, and the failure policy denies. The token may be valid:
 * answer 503 with {@code Retry-After}, so that the client keeps it. When {@link Verdict.Reason#concernsToken} is true
 * for the {@link #reason}, no waiting helps: answer 401 {@code invalid_token} then.
 *
 * <p>This class does not extend {@link com.auth0.jwt.exceptions.JWTVerificationException}, which existing code answers
 * with 401. During an outage of the log, every client would otherwise discard a valid token and log in again. Add a
 * second handler:
 *
 * <pre>{@code
 * try {
 *     return verifier.verify(token);
 * } catch (JWTVerificationException e) {          // invalid, expired or revoked
 *     throw unauthorized("invalid_token");        // 401
 * } catch (RevocationUnknownException e) {        // the verdict is unknown
 *     throw serviceUnavailable(retryAfter);       // 503
 * }
 * }</pre>
 *
 * <p>The adapters of other JWT libraries throw it too. It needs no java-jwt on the class path.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.6.4">RFC 9110, section 15.6.4</a>
 */
public final class RevocationUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Verdict.Reason reason;

    /** An exception for a reason. */
    public RevocationUnknownException(Verdict.Reason reason) {
        super("Whether the token has been revoked is unknown: " + reason.wireName());
        this.reason = reason;
    }

    /** Returns why the verdict is unknown. */
    public Verdict.Reason reason() {
        return reason;
    }
}
