package io.revocast.client;

import org.jspecify.annotations.Nullable;

/**
 * Why something is revoked or reinstated, for readers of the list and of the audit. Immutable.
 *
 * @param code short, for statistics, at most 64 bytes of UTF-8; null when there is none
 * @param note free text, at most 1,024 bytes of UTF-8; null when there is none. Never put a token here: it is published
 */
public record Reason(@Nullable String code, @Nullable String note) {
    /** No reason is given. */
    public static final Reason NONE = new Reason(null, null);

    /** A reason by its code, for example {@code logout}. */
    public static Reason of(String code) {
        return new Reason(code, null);
    }
}
