package io.revocast.spring.security;

import io.revocast.consumer.FailurePolicy;
import org.jspecify.annotations.Nullable;

/** What the starter knows of the request that it serves. Thread-safe. */
final class CheckedRequest {
    private final @Nullable FailurePolicy policy;
    private volatile @Nullable RevokedAnswer answer;

    /** A request of a route; null for one without a policy of its own. */
    CheckedRequest(@Nullable FailurePolicy policy) {
        this.policy = policy;
    }

    /** Returns the failure policy of the route; null for the list's. */
    @Nullable
    FailurePolicy policy() {
        return policy;
    }

    /** Learns that the token of the request is revoked. */
    void refuse(RevokedAnswer revoked) {
        answer = revoked;
    }

    /** Returns the body of the answer 401; null unless the token is revoked and its revocation has a note to answer. */
    byte @Nullable [] body() {
        RevokedAnswer revoked = answer;
        return revoked == null || revoked.note() == null ? null : revoked.body();
    }
}
