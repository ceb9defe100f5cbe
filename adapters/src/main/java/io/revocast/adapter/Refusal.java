package io.revocast.adapter;

import io.revocast.consumer.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How an HTTP service answers a request whose token it may not accept. A client that receives 401 discards its token, so
 * only a token that is refused for good has that answer.
 */
public enum Refusal {
    /** The token is revoked: 401 {@code invalid_token} (RFC 6750 section 3.1). */
    REVOKED(
            401,
            "Unauthorized",
            "WWW-Authenticate",
            "Bearer error=\"invalid_token\", error_description=\"The token has been revoked\"",
            "The token has been revoked"),
    /**
     * The verdict stays unknown because the reason lies in the token, and the failure policy denies: 401
     * {@code invalid_token}.
     */
    UNCHECKABLE(
            401,
            "Unauthorized",
            "WWW-Authenticate",
            "Bearer error=\"invalid_token\", error_description=\"The token cannot be checked; request a new one\"",
            "The token cannot be checked; request a new one"),
    /**
     * The verdict is unknown at the moment, and the failure policy denies: 503 with {@code Retry-After} (RFC 9110 section
     * 15.6.4).
     */
    UNKNOWN(
            503,
            "Service Unavailable",
            "Retry-After",
            "5",
            "Whether the token has been revoked is unknown; keep the token and try again");

    /** The media type of {@link #body} (RFC 9457). */
    public static final String BODY_TYPE = "application/problem+json";

    private final int status;
    private final String title;
    private final String headerName;
    private final String headerValue;
    private final String detail;

    Refusal(int status, String title, String headerName, String headerValue, String detail) {
        this.status = status;
        this.title = title;
        this.headerName = headerName;
        this.headerValue = headerValue;
        this.detail = detail;
    }

    /** Returns the refusal that a verdict requires; null when the caller may accept the token. */
    public static @Nullable Refusal of(Verdict verdict) {
        if (verdict.accepted()) {
            return null;
        }
        if (verdict instanceof Verdict.Unknown unknown) {
            return unknown.reason().concernsToken() ? UNCHECKABLE : UNKNOWN;
        }
        return REVOKED;
    }

    /** Returns the HTTP status: 401 or 503. */
    public int status() {
        return status;
    }

    /** Returns the name of the header that the response must have. */
    public String headerName() {
        return headerName;
    }

    /** Returns the value of that header. */
    public String headerValue() {
        return headerValue;
    }

    /** Returns one sentence for the client. It names no reason and no part of the token. */
    public String detail() {
        return detail;
    }

    /** Returns a problem document (RFC 9457) in ASCII, of the type {@link #BODY_TYPE}. */
    public String body() {
        return "{\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\"" + detail + "\"}";
    }
}
