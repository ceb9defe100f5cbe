package io.revocast.publisher.kafka;

/**
 * The topic of revocations is missing or empty, and the audit names revocations of another one that still hold. The
 * message says how many, and what an operator can do.
 */
public final class LostTopicException extends Exception {
    private static final long serialVersionUID = 1L;

    LostTopicException(String topic, boolean missing, int revocations) {
        super("topic " + topic + " " + (missing ? "does not exist" : "is empty") + ", but the audit names "
                + revocations
                + " revocations that still hold, of a topic that is gone: services that start would accept those tokens."
                + " Put the revocations back with: ./revocast topic reseed, or give them up with: ./revocast topic"
                + " accept-loss --yes; both with this publisher's settings");
    }
}
