package io.revocast.publisher.revoke;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** A request that passed every rule, and what it comes to. Immutable. */
sealed interface Intent {
    Target target();

    /** To be merged with what is known, and appended unless that covers it. */
    record Revoke(Revocation revocation, Explanation explanation) implements Intent {
        @Override
        public Target target() {
            return revocation.target();
        }
    }

    /** Nothing to do: no matching token could still be accepted. */
    record TooLate(
            Target target, Instant expiresAt, @Nullable Instant issuedBefore) implements Intent {}
}
