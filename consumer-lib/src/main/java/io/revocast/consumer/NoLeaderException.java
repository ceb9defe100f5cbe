package io.revocast.consumer;

import java.util.List;
import java.util.stream.Collectors;

/** Partitions that nobody can be asked about now: their leader is gone and none could take its place. */
final class NoLeaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoLeaderException(String topic, List<Integer> partitions) {
        super("partition " + partitions.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " of topic "
                + topic + " has no leader; are the brokers that hold its replicas up?");
    }
}
