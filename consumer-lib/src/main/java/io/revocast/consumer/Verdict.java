package io.revocast.consumer;

import io.revocast.event.Revocation;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.function.Supplier;

/** The result of a check: not revoked, revoked by a revocation, or unknown for a reason. Immutable. */
public sealed interface Verdict {

    /** Returns whether the caller may accept the token. The failure policy decides when the verdict is unknown. */
    boolean accepted();

    /** No live revocation matches, and the broker confirmed within {@code maxStaleness} that nothing is unread. */
    record NotRevoked() implements Verdict {
        @Override
        public boolean accepted() {
            return true;
        }
    }

    /** The token is no longer accepted. */
    final class Revoked implements Verdict {
        // Most callers only refuse the token, so the revocation is built on request.
        private final Supplier<Revocation> match;
        private final Supplier<@Nullable String> note;

        /** A verdict for tests of the code that calls a check. */
        public Revoked(Revocation revocation) {
            this(() -> revocation);
        }

        /** A verdict that gets the revocation from a supplier each time that a caller asks for it. */
        public Revoked(Supplier<Revocation> match) {
            this(match, () -> null);
        }

        /** A verdict that also gets the note from a supplier; null means that there is none. */
        public Revoked(Supplier<Revocation> match, Supplier<@Nullable String> note) {
            this.match = match;
            this.note = note;
        }

        /** One live revocation that matches; there may be others. */
        public Revocation revocation() {
            return match.get();
        }

        /**
         * The note that the revocation's last event carries; null when there is none, or when the list does not keep
         * notes. Free text of the publisher's caller, up to 1,024 bytes of UTF-8, with any characters: escape it.
         */
        public @Nullable String note() {
            return note.get();
        }

        @Override
        public boolean accepted() {
            return false;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Revoked that && revocation().equals(that.revocation());
        }

        @Override
        public int hashCode() {
            return revocation().hashCode();
        }

        @Override
        public String toString() {
            return "Revoked[revocation=" + revocation() + "]";
        }
    }

    /**
     * Nothing that is known matches, but something that matches may be unread.
     *
     * @param policy the failure policy that decides for the caller
     */
    record Unknown(Reason reason, FailurePolicy policy) implements Verdict {
        @Override
        public boolean accepted() {
            return policy == FailurePolicy.ALLOW;
        }
    }

    /** Why a verdict is unknown. */
    enum Reason {
        /** The topic has not been reached yet. */
        STARTING,
        /** The first replay is not finished. */
        REPLAYING,
        /** The broker did not confirm within {@code maxStaleness} that nothing is unread. */
        STALE,
        /** The topic was re-created, truncated or given partitions, and is being read again. */
        REBUILDING,
        /** The log holds more than {@code maxEntries}; some of it was left out. */
        OVER_LIMIT,
        /** The list is closed. */
        CLOSED,
        /** The token has no {@code iss}, so no revocation can name it. */
        NO_ISSUER,
        /** The token's {@code exp} passed longer ago than the margin, so the list may have removed its revocation. */
        PAST_MARGIN,
        /** The token lacks a required claim, so a revocation of that claim could never match it. */
        MISSING_CLAIM,
        /** A method of the {@link VerifiedToken} threw. */
        UNREADABLE_TOKEN;

        /**
         * Returns whether the reason lies in the token, so that no waiting changes the verdict. Where the policy denies,
         * answer 401 {@code invalid_token} then, and 503 for the other reasons.
         */
        public boolean concernsToken() {
            return switch (this) {
                case NO_ISSUER, PAST_MARGIN, MISSING_CLAIM -> true;
                // What threw may work the next time.
                case UNREADABLE_TOKEN, STARTING, REPLAYING, STALE, REBUILDING, OVER_LIMIT, CLOSED -> false;
            };
        }

        /** Returns the name in metrics, logs and JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
