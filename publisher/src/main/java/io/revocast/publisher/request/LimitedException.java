package io.revocast.publisher.request;

import java.time.Duration;

/** A request that comes too soon after others. Nothing was done; it may be repeated after a while. */
public final class LimitedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public LimitedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** How long to wait before the request is repeated. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
