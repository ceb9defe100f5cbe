package io.revocast.publisher.request;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * The answer to one {@link RevokeRequest}. Immutable.
 *
 * @param commitment where it stands in the log; null only when the outcome is {@link RevocationOutcome#EXPIRED}
 */
public record RevocationResult(
        RevocationOutcome outcome,
        Target target,
        Validity validity,
        @Nullable Commitment commitment) {
    public RevocationResult {
        if ((commitment == null) != (outcome == RevocationOutcome.EXPIRED)) {
            throw new IllegalArgumentException("a commitment goes with every outcome but expired: " + outcome);
        }
    }

    /**
     * Returns the result of a committed write.
     *
     * @param revocation in force
     * @param first the origin of the revocation's first event; null when its record cannot be read
     */
    public static RevocationResult committed(
            RevocationOutcome outcome, Revocation revocation, @Nullable Origin first, Receipt receipt) {
        return committed(outcome, revocation, first == null ? null : first.id(), receipt);
    }

    /** The same by the id of the revocation; null when its first record cannot be read. */
    public static RevocationResult committed(
            RevocationOutcome outcome, Revocation revocation, @Nullable UUID id, Receipt receipt) {
        return new RevocationResult(
                outcome,
                revocation.target(),
                new Validity(revocation.expiresAt(), revocation.issuedBefore(), revocation.authenticatedBefore()),
                new Commitment(id, receipt));
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
     * @param id of the revocation; null when the log has it under a record whose value is unreadable
     */
    public record Commitment(@Nullable UUID id, Receipt receipt) {}
}
