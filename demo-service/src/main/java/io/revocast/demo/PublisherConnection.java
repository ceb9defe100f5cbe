package io.revocast.demo;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** Where the service revokes. An interface so that a test can be the publisher. Implementations are thread-safe. */
@FunctionalInterface
interface PublisherConnection {
    /**
     * Revokes, and returns once the log has the revocation and this instance enforces it.
     *
     * @return whether this request revoked the target, or it was revoked before. The log decides: of several requests exactly
     *     one has the outcome {@link Outcome#CREATED}. Every repetition with the same key has the same outcome
     * @throws TryLaterException when that is not confirmed; it may have happened all the same
     */
    Reply revoke(Request request);

    /**
     * What to revoke.
     *
     * @param expiresAt of a token, its {@code exp}; null leaves it to the publisher
     * @param issuedBefore of a claim, the cut-off
     * @param reason a short code for people who read the list
     * @param key names the request: its repetitions have its outcome. Null when it is not repeated
     */
    record Request(
            Target target,
            @Nullable Instant expiresAt,
            @Nullable Instant issuedBefore,
            String reason,
            @Nullable UUID key) {}

    /**
     * What became of a request.
     *
     * @param revokedAt when the target was first revoked, by the publisher's clock; null when that is not known
     */
    record Reply(Outcome outcome, @Nullable Instant revokedAt) {}

    /** Who revoked the target. */
    enum Outcome {
        CREATED,
        ALREADY_REVOKED
    }
}
