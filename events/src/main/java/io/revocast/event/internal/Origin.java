package io.revocast.event.internal;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Which event it is, when and by whom it was published, and why. Kept by publishers; services need none of it.
 *
 * <p>Immutable. Constructors throw {@link IllegalArgumentException} when a text is empty or longer than its limit.
 *
 * @param id UUID version 7 (RFC 9562) of the revocation; later events that extend it repeat it
 * @param at when the publisher accepted the request, by its clock, in whole milliseconds
 * @param reason short code for people and statistics, at most 64 bytes; null when none was given
 * @param note free text, at most 1,024 bytes of UTF-8; null when none was given
 * @param by who asked: the name of the credential, never the credential; at most 256 bytes; null when unknown
 */
public record Origin(
        UUID id,
        Instant at,
        @Nullable String reason,
        @Nullable String note,
        @Nullable String by) {

    /** The longest {@code reason}, in bytes of UTF-8. */
    public static final int MAX_REASON_BYTES = 64;

    /** The longest {@code note}, in bytes of UTF-8. */
    public static final int MAX_NOTE_BYTES = 1024;

    /** The longest {@code by}, in bytes of UTF-8. */
    public static final int MAX_BY_BYTES = 256;

    public Origin {
        if (!at.equals(at.truncatedTo(ChronoUnit.MILLIS)) || at.isBefore(Instant.EPOCH)) {
            throw new IllegalArgumentException("at must be in whole milliseconds, not before 1970: " + at);
        }
        requireText("reason", reason, MAX_REASON_BYTES);
        requireText("note", note, MAX_NOTE_BYTES);
        requireText("by", by, MAX_BY_BYTES);
    }

    private static void requireText(String name, @Nullable String text, int maxBytes) {
        if (text == null) {
            return;
        }
        if (text.isEmpty()) {
            throw new IllegalArgumentException(name + " must not be empty; leave it out instead");
        }
        if (text.length() <= maxBytes / 3) {
            // No character takes more than three bytes.
            return;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new IllegalArgumentException(name + " must be at most " + maxBytes + " bytes of UTF-8: " + bytes);
        }
    }
}
