package io.revocast.publisher.kafka.topic;

import java.util.List;

/** The topic exists, but would lose what it is to hold. The message says what differs and how to fix it. */
final class UnfitTopicException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient TopicIdentity identity;

    UnfitTopicException(WantedTopic topic, TopicIdentity identity, List<String> differences, String fix) {
        super("topic " + topic.name() + " is not fit to " + topic.duty() + ":\n  " + String.join("\n  ", differences)
                + "\n" + fix);
        this.identity = identity;
    }

    /** Which topic it is. */
    TopicIdentity identity() {
        return identity;
    }
}
