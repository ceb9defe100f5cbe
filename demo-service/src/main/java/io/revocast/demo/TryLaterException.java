package io.revocast.demo;

import org.jspecify.annotations.Nullable;

/** The service cannot decide or confirm at this moment: 503, and the client keeps its token. */
final class TryLaterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TryLaterException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
