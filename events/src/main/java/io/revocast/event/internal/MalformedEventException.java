package io.revocast.event.internal;

import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * A record's key or value is not an event of this contract. Reading it again gives the same answer.
 *
 * <p>The message names the rule that was broken, never the content.
 */
public final class MalformedEventException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    MalformedEventException(Reason reason, String message) {
        this(reason, message, null);
    }

    MalformedEventException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What is wrong, for counting. */
    public Reason reason() {
        return reason;
    }

    /** What can be wrong with a record. */
    public enum Reason {
        /** Not the JSON that the contract asks for. */
        MALFORMED,
        /** Longer than the contract allows; not parsed. */
        OVERSIZE,
        /** A version or a kind of target that this release does not know. */
        UNSUPPORTED,
        /** An operation that this release does not know. */
        UNKNOWN_OP;

        /** Returns the name in metrics and logs. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
