package io.revocast.client;

import org.jspecify.annotations.Nullable;

/**
 * The publisher did not confirm the request in time: it may have been carried out or not. To repeat it, call again with the
 * same idempotency key: the outcome is that of the first call, whatever was done in the meantime.
 */
public final class RevocationUnconfirmedException extends Exception {
    private static final long serialVersionUID = 1L;

    RevocationUnconfirmedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
