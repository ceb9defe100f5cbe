package io.revocast.spring.autoconfigure;

/** The settings cannot make a revocation list. The message has the setting, the value, the rule and the fix. */
public final class RevocationListException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Problem problem;

    RevocationListException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    RevocationListException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }

    /** What is wrong, which decides on the advice. */
    enum Problem {
        NO_ADDRESS,
        BAD_SETTING,
        CLOSED
    }
}
