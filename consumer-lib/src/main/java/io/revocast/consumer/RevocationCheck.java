package io.revocast.consumer;

/**
 * Checks whether a verified token is revoked. {@link RevocationList} extends this interface; a test may pass a lambda.
 *
 * <p>Implementations are thread-safe, do no I/O, take no lock that a writer holds, and never throw.
 */
@FunctionalInterface
public interface RevocationCheck {
    /**
     * Returns the verdict on a token whose signature and times the caller has verified already.
     *
     * @param token the claims as the caller's JWT library verified them
     */
    Verdict check(VerifiedToken token);
}
