package io.revocast.spring.security;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;

import java.nio.charset.StandardCharsets;

/**
 * The answer 401 for a revoked token. Immutable.
 *
 * @param note the note of the revocation, as its author wrote it; null where the client reads no reason
 */
record RevokedAnswer(@Nullable String note) {
    /** The status of the answer. */
    static final int STATUS = 401;

    /** What a client reads about every revoked token. */
    static final String REVOKED = "The token has been revoked";

    /** Header lines are limited to a few kilobytes, by proxies too. */
    private static final int MAX_NOTE_IN_HEADER = 256;

    /** Returns the description of the error, with a note in the characters of RFC 6750 section 3. */
    String description() {
        return note == null ? REVOKED : REVOKED + ": " + forHeader(note);
    }

    OAuth2Error error() {
        return new OAuth2Error(
                OAuth2ErrorCodes.INVALID_TOKEN, description(), "https://www.rfc-editor.org/rfc/rfc6750#section-3.1");
    }

    /** Returns a problem document (RFC 9457) that has the whole note as an additional member. */
    byte[] body() {
        String member = note == null
                ? ""
                : ",\"note\":\"" + new String(JsonStringEncoder.getInstance().quoteAsString(note)) + "\"";
        return ("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"" + REVOKED + "\""
                        + member + "}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A description may have printable ASCII, and neither the quote nor the backslash. */
    private static String forHeader(String note) {
        StringBuilder printable = new StringBuilder();
        note.codePoints().limit(MAX_NOTE_IN_HEADER).forEach(c -> printable.append(forHeader(c)));
        return note.codePointCount(0, note.length()) > MAX_NOTE_IN_HEADER ? printable + "..." : printable.toString();
    }

    private static char forHeader(int c) {
        return switch (c) {
            case '"' -> '\'';
            case '\\' -> '/';
            case '\t', '\n', '\r' -> ' ';
            default -> c >= ' ' && c <= '~' ? (char) c : '?';
        };
    }
}
