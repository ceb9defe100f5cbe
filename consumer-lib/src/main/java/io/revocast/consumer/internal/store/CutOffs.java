package io.revocast.consumer.internal.store;

import io.revocast.consumer.VerifiedToken;

/**
 * Compares the times of a token with the cut-offs of a revocation: the one place where that is decided.
 *
 * <p>An {@code iat} that cannot be true is no evidence: one later than the token's {@code exp}, or more than
 * {@value #SKEW_SECONDS} s in the future. It counts as absent, so every cut-off matches. That is not monotone: once the
 * time of a future {@code iat} has come, the token is judged by it.
 */
final class CutOffs {
    /** How far the clock of an issuer may be ahead of this machine's. */
    static final long SKEW_SECONDS = 60;

    private CutOffs() {}

    /** What time it is, as far as a comparison needs to know. */
    @FunctionalInterface
    interface Now {
        /** Whether a second since 1970 lies in the future. */
        boolean isBefore(long second);
    }

    /**
     * Whether a token matches by its {@code iat}, where none always does, or by its {@code auth_time}.
     *
     * @param issuedBefore in seconds since 1970, or {@link Entry#NO_CUT_OFF}
     * @param authenticatedBefore in seconds since 1970, or {@link Entry#NO_AUTH_CUT_OFF}
     */
    static boolean match(VerifiedToken token, long issuedBefore, long authenticatedBefore, Now now) {
        long issuedAt = token.issuedAt();
        return issuedAt <= issuedBefore
                || issuedAt > token.expiresAt()
                || now.isBefore(issuedAt - SKEW_SECONDS)
                || matchesLogin(token, authenticatedBefore);
    }

    private static boolean matchesLogin(VerifiedToken token, long authenticatedBefore) {
        // Only the few revocations that have such a cut-off have the claim read.
        return authenticatedBefore != Entry.NO_AUTH_CUT_OFF
                && token.claim("auth_time") instanceof Number time
                && Math.floor(time.doubleValue()) <= authenticatedBefore;
    }
}
