package io.revocast.publisher.http;

import java.util.Locale;

/** The kinds of problem that this interface answers with (RFC 9457 section 3.1.1). Their URNs never change. */
enum ProblemType {
    INVALID_REQUEST(400, "The request cannot be read"),
    INVALID_FIELD(400, "A field breaks a rule"),
    INVALID_TOKEN(400, "The pasted token cannot be read"),
    UNAUTHENTICATED(401, "The caller is not known"),
    FORBIDDEN(403, "The caller may not do this"),
    NOT_FOUND(404, "There is no such thing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer would be of no use to the caller"),
    TOO_SLOW(408, "The request came too slowly"),
    CONFIRMATION_NEEDED(409, "A wide target must be confirmed"),
    DUPLICATE_TARGET(409, "A batch names a target twice"),
    REQUEST_IN_PROGRESS(409, "Conflict"),
    CHANGED(409, "Conflict"),
    LENGTH_REQUIRED(411, "The body's length is not announced"),
    BODY_TOO_LARGE(413, "The body is too large"),
    TOO_MANY_ENTRIES(413, "The batch has too many entries"),
    URI_TOO_LONG(414, "The request line is too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body is not JSON"),
    OUTLIVES_RETENTION(422, "The revocation would outlive the log"),
    TOKEN_WITHOUT_EXPIRY(422, "The pasted token never expires"),
    UNVERIFIED_TOKEN(422, "The pasted token is not authentic"),
    UNKNOWN_ISSUER(422, "The issuer is not configured"),
    NOT_CONFIRMABLE(422, "A target is too wide for this way"),
    IDEMPOTENCY_KEY_REUSED(422, "Unprocessable Content"),
    LIMITED(429, "The caller asks too often"),
    TOO_MANY_FAILURES(429, "Too many wrong credentials"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "The publisher failed"),
    BUSY(503, "The publisher is busy"),
    CALLER_NOT_CHECKED(503, "The caller cannot be checked now"),
    LOG_UNAVAILABLE(503, "The log takes no events now"),
    NOT_CONFIRMED(503, "The log did not confirm");

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    String urn() {
        return "urn:revocast:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
