package io.revocast.publisher.kafka.topic;

/**
 * The topic of revocations is missing, re-created or truncated, and the audit names revocations that still hold and that
 * nothing is known to have put back. The message says how many, and what an operator can do.
 */
public final class LostTopicException extends Exception {
    private static final long serialVersionUID = 1L;

    LostTopicException(String topic, boolean missing, int revocations) {
        super("topic " + topic + " " + (missing ? "does not exist" : "was re-created or truncated")
                + ", but the audit names " + revocations + " revocations that still hold and that "
                + (missing ? "it held" : "no complete reseed has put back")
                + ": services that start would accept those tokens. Put the revocations back with: ./revocast topic reseed, or give them up with: ./revocast topic"
                + " accept-loss --yes; both with this publisher's settings");
    }
}
