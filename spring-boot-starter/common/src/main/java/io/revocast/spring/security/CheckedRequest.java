package io.revocast.spring.security;

import io.revocast.consumer.FailurePolicy;
import org.jspecify.annotations.Nullable;

/** What the starter knows of the request that it serves. Thread-safe. */
public final class CheckedRequest {
    private final @Nullable FailurePolicy policy;
    private volatile @Nullable InvalidTokenAnswer answer;

    /**
     * A request of a route.
     *
     * @param policy the failure policy of the route; null for one without a policy of its own
     */
    public CheckedRequest(@Nullable FailurePolicy policy) {
        this.policy = policy;
    }

    /** Returns the failure policy of the route; null for the list's. */
    @Nullable
    FailurePolicy policy() {
        return policy;
    }

    /** Learns how the token of the request is refused. */
    void refuse(InvalidTokenAnswer refused) {
        answer = refused;
    }

    /** Returns the body of the answer 401; null unless the token is revoked and its revocation has a note to answer. */
    public byte @Nullable [] body() {
        InvalidTokenAnswer refused = answer;
        return refused == null || refused.note() == null ? null : refused.body();
    }
}
