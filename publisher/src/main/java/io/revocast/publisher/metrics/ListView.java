package io.revocast.publisher.metrics;

import io.revocast.consumer.Status;

import java.util.Map;

/** What is to be told of the publisher's own list. Implementations are thread-safe. */
public interface ListView {
    Status status();

    /** Live revocations by the wire name of their target's kind. May take a while: it is asked once a minute at most. */
    Map<String, Long> entries();
}
