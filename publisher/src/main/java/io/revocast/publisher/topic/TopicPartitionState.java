package io.revocast.publisher.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One partition of a topic. Immutable.
 *
 * @param begin the offset of the first record; null when no leader says
 * @param end the offset after the last record; null when no leader says
 * @param leader the id of a broker; null without a leader
 * @param replicas the ids of brokers
 * @param inSync those replicas that have everything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicPartitionState(
        int partition,
        @Nullable Long begin,
        @Nullable Long end,
        @Nullable Integer leader,
        List<Integer> replicas,
        List<Integer> inSync) {
    /** Copies the lists. */
    public TopicPartitionState {
        replicas = List.copyOf(replicas);
        inSync = List.copyOf(inSync);
    }
}
