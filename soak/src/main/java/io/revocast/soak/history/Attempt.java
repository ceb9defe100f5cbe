package io.revocast.soak.history;

/**
 * One request to revoke a token.
 *
 * @param subject the number of the token
 * @param invoked before the request was sent, in nanoseconds of the machine's monotonic clock
 * @param returned after the answer was read, or given up
 */
public record Attempt(int subject, long invoked, long returned, Outcome outcome) {

    /** What the publisher answered. */
    public enum Outcome {
        /** The brokers have committed it. */
        COMMITTED,
        /** The publisher said that it was not confirmed. It may hold or not. */
        NOT_CONFIRMED,
        /** No answer came. It may hold or not. */
        NO_ANSWER
    }
}
