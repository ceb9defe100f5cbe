package io.revocast.publisher.kafka.topic;

import org.jspecify.annotations.Nullable;

/** The topic could not be looked at or made. The message says why and is for a person. */
public final class TopicUnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean forbidden;

    TopicUnreachableException(String message, boolean forbidden, @Nullable Throwable cause) {
        super(message, cause);
        this.forbidden = forbidden;
    }

    /** Whether the principal lacks a right; otherwise no broker answered as it should. */
    public boolean forbidden() {
        return forbidden;
    }
}
