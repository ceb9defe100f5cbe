package io.revocast.publisher.topic;

import io.revocast.publisher.request.UnavailableException;

import java.util.List;

/** Looks at the topics of a publisher. Implementations are thread-safe. */
@FunctionalInterface
public interface TopicSource {
    /**
     * Returns each topic that the publisher uses.
     *
     * @throws UnavailableException when no broker answers within seconds
     */
    List<TopicExamination> examine() throws UnavailableException, InterruptedException;
}
