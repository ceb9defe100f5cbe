package io.revocast.publisher.http;

/** Told how each attempt to show a credential ended. Implementations are thread-safe, quick, and throw nothing. */
@FunctionalInterface
public interface AuthenticationObserver {
    /** How it ended. */
    enum Outcome {
        /** It is somebody's. */
        OK,
        /** There was none, and one is needed. */
        MISSING,
        /** It is nobody's. */
        WRONG,
        /** It is nobody's, and its source was wrong too often. */
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
