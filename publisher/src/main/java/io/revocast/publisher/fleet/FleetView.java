package io.revocast.publisher.fleet;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The fleet at one moment. Immutable.
 *
 * @param at the brokers' time
 * @param unavailable why the reports cannot be read now, in plain words; null when they are
 * @param instances by service and instance
 * @param mismatches digests of the last hour that differ
 * @param ignored how many reports did not count, by reason; every reason is in it
 */
public record FleetView(
        Instant at,
        @Nullable String unavailable,
        List<InstanceView> instances,
        List<DigestMismatch> mismatches,
        Map<IgnoredReport, Long> ignored) {
    /** Copies the lists. */
    public FleetView {
        instances = List.copyOf(instances);
        mismatches = List.copyOf(mismatches);
        ignored = Map.copyOf(ignored);
    }

    /** How many instances there are in each state; every state is in it. */
    public Map<InstanceState, Long> states() {
        Map<InstanceState, Long> states = new EnumMap<>(InstanceState.class);
        for (InstanceState state : InstanceState.values()) {
            states.put(state, 0L);
        }
        instances.forEach(each -> states.merge(each.state(), 1L, Long::sum));
        return states;
    }

    /** The greatest age of a freshness proof among the instances that have not left; empty without any. */
    public Optional<Duration> maxAge() {
        return instances.stream()
                .filter(each -> each.state() != InstanceState.LEFT)
                .map(InstanceView::age)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }
}
