package io.revocast.publisher.signals;

import io.revocast.event.internal.Origin;
import io.revocast.publisher.request.EmbeddedToken;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;

/** What a revocation says about the message that it came from: short, printable, never a token. Not thread-safe. */
final class RevocationNote {
    private static final int LONGEST_PART = 200;

    private final StringBuilder text = new StringBuilder();

    /** Adds a value under its name; leaves out what is no text, not printable or reads like a token. */
    RevocationNote add(String name, @Nullable Object value) {
        if (value instanceof String words
                && words.matches("\\P{Cntrl}+")
                && words.codePoints().noneMatch(Character::isISOControl)
                && !words.contains("eyJ")
                && !EmbeddedToken.hasHeader(words)) {
            if (!text.isEmpty()) {
                text.append("; ");
            }
            text.append(name).append(' ').append(cut(words));
        }
        return this;
    }

    /** At most 200 characters, which are at most 800 bytes: whatever is added first is what stays whole. */
    private static String cut(String words) {
        int end = Math.min(words.length(), LONGEST_PART);
        boolean halved = end < words.length() && Character.isHighSurrogate(words.charAt(end - 1));
        return words.substring(0, halved ? end - 1 : end);
    }

    /** The reason and the note of a revocation, the note within 1,024 bytes. */
    Explanation explanation(String reason) {
        String note = text.toString();
        while (note.getBytes(StandardCharsets.UTF_8).length > Origin.MAX_NOTE_BYTES) {
            note = note.substring(0, note.offsetByCodePoints(note.length(), -1));
        }
        return new Explanation(reason, note.isEmpty() ? null : note);
    }
}
