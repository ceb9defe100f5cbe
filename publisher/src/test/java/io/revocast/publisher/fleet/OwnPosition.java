package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** How far a publisher has read, as a test says. For one thread. */
public final class OwnPosition implements LogPosition {
    /** The name of the topic that it reads. */
    static final String TOPIC = "revocast.revocations";

    private @Nullable TopicPosition position;
    private boolean current = true;

    /**
     * @param position null before the topic is reached
     */
    public OwnPosition(@Nullable TopicPosition position) {
        this.position = position;
    }

    /** Another position; null when the topic is not there. */
    public void set(@Nullable TopicPosition position) {
        this.position = position;
    }

    /** Whether it is the end of the log. */
    public void current(boolean current) {
        this.current = current;
    }

    @Override
    public String topic() {
        return TOPIC;
    }

    @Override
    public Optional<TopicPosition> position() {
        return Optional.ofNullable(position);
    }

    @Override
    public boolean isCurrent() {
        return current;
    }
}
