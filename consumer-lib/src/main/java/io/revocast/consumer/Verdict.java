package io.revocast.consumer;

import io.revocast.event.Revocation;

import java.util.Locale;

/** The answer of a check: not revoked, revoked and by what, or unknown and why. Immutable. */
public sealed interface Verdict {

    /** Whether the caller may accept the token: the verdict, with the failure policy applied where it is unknown. */
    boolean accepted();

    /** No live revocation matches, and the broker confirmed within {@code maxStaleness} that nothing is unread. */
    record NotRevoked() implements Verdict {
        static final NotRevoked INSTANCE = new NotRevoked();

        @Override
        public boolean accepted() {
            return true;
        }
    }

    /**
     * The token is no longer accepted.
     *
     * @param revocation one live revocation that matches; there may be others
     */
    record Revoked(Revocation revocation) implements Verdict {
        @Override
        public boolean accepted() {
            return false;
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
        /** The token has no {@code iss}, so that no revocation could name it. */
        NO_ISSUER,
        /** Reading the token threw. */
        UNREADABLE_TOKEN;

        /** The reason as it is spelt in metrics, logs and JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
