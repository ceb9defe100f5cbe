package io.revocast.client;

import org.jspecify.annotations.Nullable;

/**
 * The publisher did not confirm the request in time: it may have been carried out or not. To repeat it, call again with the
 * same idempotency key: the outcome is that of the first call, whatever was done in the meantime.
 */
public final class RevocationUnconfirmedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String detail;

    RevocationUnconfirmedException(String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.detail = null;
    }

    RevocationUnconfirmedException(int status, int tries, ProblemDetails problem) {
        super("the publisher answered " + status + (tries == 1 ? "" : ", " + tries + " times") + ": "
                + problem.summary());
        this.status = status;
        this.detail = problem.detail() == null ? problem.title() : problem.detail();
    }

    /** The HTTP status of the last answer; 0 when none came, or when what came confirmed nothing. */
    public int status() {
        return status;
    }

    /** The publisher's explanation of the status; null when there is none. */
    public @Nullable String detail() {
        return detail;
    }
}
