package io.revocast.consumer.internal.topic;

import java.util.List;

/** The topic exists, but its settings could lose a live revocation: a list must not call itself current on it. */
public final class UnusableTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnusableTopicException(String topic, List<String> differences) {
        super("topic " + topic + " is not fit to keep revocations: " + String.join("; ", differences));
    }
}
