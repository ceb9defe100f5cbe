package io.revocast.publisher.request;

import io.revocast.publisher.credentials.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, and in which request. Immutable.
 *
 * @param requestId the id that the answer and the audit carry
 * @param idempotency the request's idempotency key; null when it has none
 * @param traceParent the request's W3C Trace Context, as a valid header value of version 00; null when it has none
 */
public record Requester(
        Caller caller,
        String requestId,
        @Nullable IdempotencyKey idempotency,
        @Nullable String traceParent) {
    /** A requester without an idempotency key and without a trace. */
    public Requester(Caller caller, String requestId) {
        this(caller, requestId, null, null);
    }

    /** Returns the same requester with an idempotency key; null for none. */
    public Requester with(@Nullable IdempotencyKey key) {
        return new Requester(caller, requestId, key, traceParent);
    }
}
