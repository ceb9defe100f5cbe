package io.revocast.sidecar;

import io.revocast.event.Revocation;
import org.jspecify.annotations.Nullable;

/**
 * What the sidecar decides about a token. Immutable.
 *
 * @param reason why the verdict is unknown; null otherwise
 * @param revocation one that matches; null unless the outcome is {@link Outcome#REVOKED}
 */
record Decision(
        Outcome outcome, @Nullable String reason, @Nullable Revocation revocation) {

    /** The outcomes, with their status and their name in JSON and metrics. */
    enum Outcome {
        /** The token is valid, and the failure policy accepts the verdict. */
        ACCEPTED(200, "accepted", "The token is accepted"),
        /** The request has no bearer token. */
        MISSING(401, "missing", "The request has no bearer token"),
        /** No key of the issuer signed the token, it has expired, or it is of no configured issuer. */
        INVALID(401, "invalid", "The token is not valid"),
        REVOKED(401, "revoked", "The token has been revoked"),
        /** Whether the token is revoked is unknown, and the failure policy denies. */
        UNKNOWN(503, "unknown", "Whether the token has been revoked is unknown; keep the token and try again"),
        /** The keys of the issuer cannot be read, so the signature cannot be verified. */
        KEYS_UNAVAILABLE(503, "keys_unavailable", "The issuer's keys cannot be read; keep the token and try again");

        private final int status;
        private final String wireName;
        private final String detail;

        Outcome(int status, String wireName, String detail) {
            this.status = status;
            this.wireName = wireName;
            this.detail = detail;
        }

        int status() {
            return status;
        }

        String wireName() {
            return wireName;
        }

        /** One sentence for the client. It names no part of the token. */
        String detail() {
            return detail;
        }
    }

    static Decision of(Outcome outcome) {
        return new Decision(outcome, null, null);
    }

    static Decision unknown(String reason) {
        return new Decision(Outcome.UNKNOWN, reason, null);
    }

    static Decision revoked(Revocation revocation) {
        return new Decision(Outcome.REVOKED, null, revocation);
    }
}
