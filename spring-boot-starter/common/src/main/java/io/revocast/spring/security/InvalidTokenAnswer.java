package io.revocast.spring.security;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.revocast.consumer.Verdict;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.jwt.JwtValidationException;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The answer 401 {@code invalid_token} for a token that is revoked, or that no list can ever check. Immutable.
 *
 * @param reason why no list can check the token; null for a revoked token
 * @param note the note of the revocation, as its author wrote it; null where the client reads no note
 */
public record InvalidTokenAnswer(
        Verdict.@Nullable Reason reason, @Nullable String note) {
    /** The status of the answer. */
    public static final int STATUS = 401;

    /** Header lines are limited to a few kilobytes, by proxies too. */
    private static final int MAX_NOTE_IN_HEADER = 256;

    /** The answer for a revoked token. */
    static InvalidTokenAnswer revoked(@Nullable String note) {
        return new InvalidTokenAnswer(null, note);
    }

    /** The answer for a token whose verdict stays unknown, because the reason lies in the token. */
    static InvalidTokenAnswer uncheckable(Verdict.Reason reason) {
        return new InvalidTokenAnswer(reason, null);
    }

    /** What is wrong with the token, in the characters of RFC 6750 section 3. */
    private String problem() {
        return reason == null ? "The token has been revoked" : UnknownVerdictAdvice.forClient(reason);
    }

    /** Returns the description of the error, with a note in the characters of RFC 6750 section 3. */
    public String description() {
        return note == null ? problem() : problem() + ": " + forHeader(note);
    }

    /** Returns what a decoder throws for the token. */
    JwtValidationException exception() {
        return reason == null
                ? new JwtValidationException(description(), List.of(error()))
                : new UncheckableTokenException(reason, description(), error());
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
        return ("{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,\"detail\":\"" + problem() + "\""
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
