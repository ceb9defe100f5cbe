package io.revocast.publisher.kafka;

import java.util.List;

/** The topic exists, but would lose revocations. The message says what differs and how to fix it. */
final class UnfitTopicException extends Exception {
    private static final long serialVersionUID = 1L;

    UnfitTopicException(String topic, List<String> differences, String fix) {
        super("topic " + topic + " is not fit to hold revocations:\n  " + String.join("\n  ", differences) + "\n"
                + fix);
    }
}
