package io.revocast.soak.history;

/**
 * One request to revoke or to reinstate a token.
 *
 * @param subject the number of the token
 * @param operation what was asked for
 * @param invoked before the request was sent, in nanoseconds of the machine's monotonic clock
 * @param returned after the answer was read, or the request was given up
 */
public record Attempt(int subject, Operation operation, long invoked, long returned, Outcome outcome) {

    /** What a request asks the publisher for. */
    public enum Operation {
        REVOKE,
        REINSTATE
    }

    /** What the publisher answered. */
    public enum Outcome {
        /** The brokers have committed the event. */
        COMMITTED,
        /** The publisher answered that there was nothing to do and wrote nothing. */
        NOTHING_TO_DO,
        /** The publisher answered that the event was not confirmed. It may hold or not. */
        NOT_CONFIRMED,
        /** No answer came. The event may hold or not. */
        NO_ANSWER
    }

    /** Whether the request may have taken a revocation back, at any time from {@link #invoked}. */
    boolean mayReinstate() {
        return operation == Operation.REINSTATE && outcome != Outcome.NOTHING_TO_DO;
    }

    /** Whether it is an acknowledged revocation. */
    boolean isCommittedRevocation() {
        return operation == Operation.REVOKE && outcome == Outcome.COMMITTED;
    }
}
