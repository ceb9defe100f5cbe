package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the fleet has read the log, in a few numbers. Immutable.
 *
 * @param at the brokers' time
 * @param topicId of the log that the publisher reads; null while it does not reach it
 * @param unavailable why the reports cannot be read now, in plain words; null when they are
 * @param states how many instances there are in each state; every state is in it
 * @param partitions by number; empty while the log is not reached
 */
public record FleetProgress(
        Instant at,
        @Nullable String topicId,
        @Nullable String unavailable,
        Map<InstanceState, Integer> states,
        List<PartitionProgress> partitions) {
    /** Copies the collections. */
    public FleetProgress {
        states = Map.copyOf(states);
        partitions = List.copyOf(partitions);
    }

    /** How many instances are known. */
    public int instances() {
        return states.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** How many of those have not left; the partitions count these. */
    public int counted() {
        return instances() - states.getOrDefault(InstanceState.LEFT, 0);
    }

    static FleetProgress of(
            Instant at, @Nullable String unavailable, @Nullable TopicPosition own, List<InstancePosition> instances) {
        Map<InstanceState, Integer> states = new EnumMap<>(InstanceState.class);
        for (InstanceState state : InstanceState.values()) {
            states.put(state, 0);
        }
        instances.forEach(each -> states.merge(each.state(), 1, Integer::sum));
        List<PartitionProgress> partitions = new ArrayList<>();
        if (own != null) {
            own.next().keySet().stream()
                    .sorted()
                    .map(partition -> partition(partition, own.next().getOrDefault(partition, 0L), instances))
                    .forEach(partitions::add);
        }
        return new FleetProgress(at, own == null ? null : own.topicId(), unavailable, states, partitions);
    }

    private static PartitionProgress partition(int partition, long end, List<InstancePosition> instances) {
        Map<Long, Integer> counts = new HashMap<>();
        for (InstancePosition each : instances) {
            if (each.state() != InstanceState.LEFT) {
                // A report that arrived after the publisher's own position was taken may be ahead of it.
                counts.merge(Math.min(end, each.next().getOrDefault(partition, 0L)), 1, Integer::sum);
            }
        }
        return PartitionProgress.of(partition, end, counts);
    }
}
