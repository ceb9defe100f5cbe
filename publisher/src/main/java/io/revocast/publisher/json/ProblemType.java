package io.revocast.publisher.json;

import java.util.Locale;

/**
 * The kinds of problem that the API answers with (RFC 9457 section 3.1.1). Their URNs never change. Titles are the reason
 * phrases of RFC 9110 section 15; the detail says what happened.
 */
public enum ProblemType {
    INVALID_REQUEST(400, "Bad Request"),
    INVALID_FIELD(400, "Bad Request"),
    INVALID_TOKEN(400, "Bad Request"),
    UNAUTHENTICATED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    /** A page of another origin may have made the browser send the request. */
    CSRF(403, "Forbidden"),
    NOT_FOUND(404, "Not Found"),
    METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
    NOT_ACCEPTABLE(406, "Not Acceptable"),
    TOO_SLOW(408, "Request Timeout"),
    CONFIRMATION_NEEDED(409, "Conflict"),
    DUPLICATE_TARGET(409, "Conflict"),
    REQUEST_IN_PROGRESS(409, "Conflict"),
    CHANGED(409, "Conflict"),
    LENGTH_REQUIRED(411, "Length Required"),
    BODY_TOO_LARGE(413, "Content Too Large"),
    TOO_MANY_ENTRIES(413, "Content Too Large"),
    URI_TOO_LONG(414, "URI Too Long"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
    OUTLIVES_RETENTION(422, "Unprocessable Content"),
    TOKEN_WITHOUT_EXPIRY(422, "Unprocessable Content"),
    UNVERIFIED_TOKEN(422, "Unprocessable Content"),
    UNKNOWN_ISSUER(422, "Unprocessable Content"),
    NOT_CONFIRMABLE(422, "Unprocessable Content"),
    IDEMPOTENCY_KEY_REUSED(422, "Unprocessable Content"),
    LIMITED(429, "Too Many Requests"),
    TOO_MANY_FAILURES(429, "Too Many Requests"),
    HEADERS_TOO_LARGE(431, "Request Header Fields Too Large"),
    INTERNAL(500, "Internal Server Error"),
    BUSY(503, "Service Unavailable"),
    CALLER_NOT_CHECKED(503, "Service Unavailable"),
    LOG_UNAVAILABLE(503, "Service Unavailable"),
    NOT_CONFIRMED(503, "Service Unavailable");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    /** The HTTP status code. */
    public int status() {
        return status;
    }

    /** The reason phrase of the status code. */
    public String title() {
        return title;
    }

    /** The URN of this kind. */
    public String urn() {
        return "urn:revocast:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
