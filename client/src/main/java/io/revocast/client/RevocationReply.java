package io.revocast.client;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What became of a revocation. Whatever is not known to be so is an exception instead. Immutable. */
public sealed interface RevocationReply {

    /** What was revoked: of a pasted token, the name that the publisher derived. */
    Target target();

    /** When the last matching token stops being acceptable by itself. */
    Instant expiresAt();

    /**
     * The brokers have committed it, and every service refuses what matches.
     *
     * @param outcome what the request added to what was there
     * @param id of the revocation, with which it can be reinstated; null when the log has it under an unreadable
     *     record
     * @param receipt where the log has it; {@code RevocationList.awaitApplied} waits for it
     * @param warnings why the revocation may refuse no token, a sentence for each reason; empty when none is known
     */
    record Confirmed(
            Outcome outcome,
            @Nullable UUID id,
            Target target,
            Instant expiresAt,
            Receipt receipt,
            List<String> warnings)
            implements RevocationReply {
        public Confirmed {
            warnings = List.copyOf(warnings);
        }

        /** A reply without warnings. */
        public Confirmed(Outcome outcome, @Nullable UUID id, Target target, Instant expiresAt, Receipt receipt) {
            this(outcome, id, target, expiresAt, receipt, List.of());
        }
    }

    /** No verifier accepts the token any more, so nothing was written. */
    record Expired(Target target, Instant expiresAt) implements RevocationReply {}

    /** What a confirmed request added. */
    enum Outcome {
        /** The target was not revoked before. Of many simultaneous requests for one target, one gets this. */
        CREATED,
        /** It was revoked, and is now for longer or for more tokens. */
        EXTENDED,
        /** It was revoked already, for at least as long and as many tokens. */
        UNCHANGED
    }
}
