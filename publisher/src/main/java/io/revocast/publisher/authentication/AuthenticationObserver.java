package io.revocast.publisher.authentication;

/** Told how each attempt to show a credential ended. Implementations are thread-safe, quick, and throw nothing. */
@FunctionalInterface
public interface AuthenticationObserver {
    /** How it ended. */
    enum Outcome {
        /** The credential is known. */
        OK,
        /** There was none, and one is needed. */
        MISSING,
        /** The credential is unknown. */
        WRONG,
        /** The credential is unknown, and its source failed too often. */
        SLOWED,
        /** It cannot be told now. */
        UNKNOWN
    }

    /**
     * Told of one attempt.
     *
     * @param source the address that it came from
     */
    void attempted(Outcome outcome, String requestId, String source);
}
