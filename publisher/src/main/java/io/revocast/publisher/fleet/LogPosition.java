package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;

import java.util.Optional;

/** How far the publisher itself has read the log of revocations. Implementations are thread-safe and never wait. */
public interface LogPosition {
    /** The name of the topic. */
    String topic();

    /** The topic and the next offsets; empty before the topic is reached. */
    Optional<TopicPosition> position();

    /** Whether that is provably the end of the log, give or take what is being appended. */
    boolean isCurrent();
}
