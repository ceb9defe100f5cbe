package io.revocast.demo;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/** Where the service revokes. An interface so that a test can be the publisher. Implementations are thread-safe. */
@FunctionalInterface
interface Publisher {
    /**
     * Revokes, and returns once the log has the revocation and this instance enforces it.
     *
     * @return whether this call revoked the target, or it was revoked before; the log decides, so of several callers
     *     exactly one is told {@link Outcome#CREATED}
     * @throws TryLaterException when that is not confirmed; it may have happened all the same
     */
    Outcome revoke(Request request);

    /**
     * What to revoke.
     *
     * @param expiresAt of a token, its {@code exp}; null leaves it to the publisher
     * @param issuedBefore of a claim, the cut-off; null means now
     * @param reason a short code for whoever reads the list
     */
    record Request(
            Target target,
            @Nullable Instant expiresAt,
            @Nullable Instant issuedBefore,
            String reason) {}

    /** What became of it. */
    enum Outcome {
        CREATED,
        ALREADY_REVOKED
    }
}
