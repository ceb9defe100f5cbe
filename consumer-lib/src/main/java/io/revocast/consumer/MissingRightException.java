package io.revocast.consumer;

import org.apache.kafka.common.errors.AuthorizationException;

/** The broker let this client in, but not do what needs the given right, in Kafka's name for it. */
final class MissingRightException extends AuthorizationException {
    private static final long serialVersionUID = 1L;

    private final String right;

    MissingRightException(String right, AuthorizationException cause) {
        super(right + " is missing", cause);
        this.right = right;
    }

    String right() {
        return right;
    }
}
