package io.revocast.publisher.request;

import java.time.Duration;

/**
 * A request that could not be carried out now. The caller may repeat it; with an idempotency key, the repetition has the
 * outcome of the first, whatever was done in the meantime.
 *
 * <p>Nothing is claimed: with {@link Certainty#UNKNOWN} the revocation may or may not be in force.
 */
public final class UnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Certainty certainty;
    private final Duration retryAfter;

    /** What is known about the events of the request. */
    public enum Certainty {
        /** Nothing was written. */
        NOT_WRITTEN,
        /** Something may have been written. */
        UNKNOWN,
        /** A request with the same idempotency key has not ended yet; nothing was written for this one. */
        IN_PROGRESS
    }

    /** Makes one that suggests to try again after a second. */
    public UnavailableException(Certainty certainty, String message) {
        super(message);
        this.certainty = certainty;
        this.retryAfter = Duration.ofSeconds(1);
    }

    public UnavailableException(Certainty certainty, String message, Throwable cause) {
        this(certainty, message);
        initCause(cause);
    }

    /** Returns the same for an attempt that is not the first: nothing was written by it, but by another one maybe. */
    public UnavailableException ofRepetition() {
        return certainty != Certainty.NOT_WRITTEN
                ? this
                : new UnavailableException(
                        Certainty.UNKNOWN,
                        "an earlier attempt of this request may be in force; repeat the request. Of this attempt: "
                                + getMessage(),
                        this);
    }

    public Certainty certainty() {
        return certainty;
    }

    /** How long to wait before the request is repeated. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
