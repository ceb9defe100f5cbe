package io.revocast.consumer.internal.topic;

import org.apache.kafka.common.errors.AuthorizationException;

/** The broker let this client in, but not do what needs the given right, in Kafka's name for it. */
public final class MissingRightException extends AuthorizationException {
    private static final long serialVersionUID = 1L;

    private final String right;

    MissingRightException(String right, AuthorizationException cause) {
        super(right + " is missing", cause);
        this.right = right;
    }

    public String right() {
        return right;
    }
}
