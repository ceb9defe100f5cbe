package io.revocast.client;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.UUID;

/**
 * What became of a reinstatement. Immutable.
 *
 * @param outcome what it did
 * @param id of the revocation that it is about; null when the target was not revoked
 * @param target what is accepted again; null when an id named nothing that is live
 * @param receipt where the log has it; null when nothing was written
 */
public record ReinstatementReply(
        Outcome outcome,
        @Nullable UUID id,
        @Nullable Target target,
        @Nullable Receipt receipt) {

    /** What a reinstatement did. */
    public enum Outcome {
        /** The revocation is taken back. */
        REINSTATED,
        /** There was nothing to take back. */
        NOT_REVOKED,
        /** Another caller revoked the target at the same time, and the revocation prevails. */
        REVOKED_AGAIN
    }
}
