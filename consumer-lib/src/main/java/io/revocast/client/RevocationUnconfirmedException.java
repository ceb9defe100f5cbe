package io.revocast.client;

import org.jspecify.annotations.Nullable;

/**
 * Nobody confirmed the request within its time: it may have been carried out or not. Repeating it is safe, because
 * revoking or reinstating twice does no harm.
 */
public final class RevocationUnconfirmedException extends Exception {
    private static final long serialVersionUID = 1L;

    RevocationUnconfirmedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
