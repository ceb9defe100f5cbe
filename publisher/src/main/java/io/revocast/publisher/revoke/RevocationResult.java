package io.revocast.publisher.revoke;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * The answer to one {@link RevocationRequest}. Immutable.
 *
 * @param commitment where it stands in the log; null only when the outcome is {@link Outcome#EXPIRED}
 */
public record RevocationResult(
        Outcome outcome,
        Target target,
        Validity validity,
        @Nullable Commitment commitment) {
    public RevocationResult {
        if ((commitment == null) != (outcome == Outcome.EXPIRED)) {
            throw new IllegalArgumentException("a commitment goes with every outcome but expired: " + outcome);
        }
    }

    /**
     * For how long and for which tokens.
     *
     * @param issuedBefore cut-off; null when there is none
     * @param authenticatedBefore cut-off for {@code auth_time}; null when there is none
     */
    public record Validity(
            Instant expiresAt,
            @Nullable Instant issuedBefore,
            @Nullable Instant authenticatedBefore) {
        /** Without a cut-off for {@code auth_time}. */
        public Validity(Instant expiresAt, @Nullable Instant issuedBefore) {
            this(expiresAt, issuedBefore, null);
        }
    }

    /**
     * Proof that the log has it.
     *
     * @param id of the revocation; null when the log has it under a record whose value nobody can read
     */
    public record Commitment(@Nullable UUID id, Receipt receipt) {}
}
