package io.revocast.consumer.internal.topic;

import java.util.List;
import java.util.stream.Collectors;

/** Partitions without a leader: no broker can answer for them at this moment. */
public final class NoLeaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoLeaderException(String topic, List<Integer> partitions) {
        super("partition " + partitions.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " of topic "
                + topic + " has no leader; are the brokers that hold its replicas up?");
    }
}
