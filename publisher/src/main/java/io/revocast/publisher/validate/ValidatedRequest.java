package io.revocast.publisher.validate;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** A request that passed every rule, and what it comes to. Immutable. */
public sealed interface ValidatedRequest {
    Target target();

    /**
     * A revocation to append, merged with what is live. It is appended even if a live revocation covers it.
     *
     * @param id of the revocation when nothing is live, from an earlier attempt; null for a new one
     * @param outcome of the earlier attempt, which holds unless another request revoked the target since; null for a new one
     */
    record Revoke(
            Revocation revocation,
            Explanation explanation,
            @Nullable UUID id,
            @Nullable RevocationOutcome outcome) implements ValidatedRequest {
        Revoke(Revocation revocation, Explanation explanation) {
            this(revocation, explanation, null, null);
        }

        @Override
        public Target target() {
            return revocation.target();
        }
    }

    /** Nothing to do: no matching token could still be accepted. */
    record AlreadyExpired(
            Target target, Instant expiresAt, @Nullable Instant issuedBefore) implements ValidatedRequest {}
}
