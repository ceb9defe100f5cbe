package io.revocast.publisher.revoke;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** A request that passed every rule, and what it comes to. Immutable. */
sealed interface Intent {
    Target target();

    /**
     * To be merged with what is known, and appended unless that covers it.
     *
     * @param id of the revocation when nothing is live, from an earlier attempt; null for a new one
     */
    record Revoke(
            Revocation revocation,
            Explanation explanation,
            @Nullable UUID id) implements Intent {
        Revoke(Revocation revocation, Explanation explanation) {
            this(revocation, explanation, null);
        }

        @Override
        public Target target() {
            return revocation.target();
        }
    }

    /** Nothing to do: no matching token could still be accepted. */
    record TooLate(
            Target target, Instant expiresAt, @Nullable Instant issuedBefore) implements Intent {}
}
