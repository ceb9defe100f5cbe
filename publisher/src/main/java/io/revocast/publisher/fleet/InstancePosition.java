package io.revocast.publisher.fleet;

import java.util.Map;

/**
 * How an instance is, and how far it is proven to have read the log. Immutable.
 *
 * @param next the offset before which every process of the instance has applied everything, by partition; nothing is known
 *     of partitions that are missing
 */
record InstancePosition(InstanceState state, Map<Integer, Long> next) {
    InstancePosition {
        next = Map.copyOf(next);
    }
}
