package io.revocast.publisher.request;

import io.revocast.publisher.credentials.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and in which request. Immutable.
 *
 * @param requestId the id that the answer and the audit carry
 * @param idempotency the request's idempotency key; null when it has none
 */
public record Requester(
        Caller caller, String requestId, @Nullable IdempotencyKey idempotency) {
    /** A requester without an idempotency key. */
    public Requester(Caller caller, String requestId) {
        this(caller, requestId, null);
    }

    /** Returns the same requester with an idempotency key; null for none. */
    public Requester with(@Nullable IdempotencyKey key) {
        return new Requester(caller, requestId, key);
    }
}
