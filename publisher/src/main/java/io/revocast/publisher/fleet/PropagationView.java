package io.revocast.publisher.fleet;

import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How far a revocation has come through the fleet. Immutable.
 *
 * @param appendedAt when the broker appended it; null when that is not known
 * @param unavailable why the reports cannot be read now, in plain words; null when they are
 * @param instances by service and instance
 */
public record PropagationView(
        @Nullable Instant appendedAt, @Nullable String unavailable, List<InstanceProgress> instances) {
    /** Copies the list. */
    public PropagationView {
        instances = List.copyOf(instances);
    }

    /** The same without those that left, but for those that had applied it. */
    PropagationView withoutLeft() {
        return new PropagationView(
                appendedAt,
                unavailable,
                instances.stream()
                        .filter(each -> each.outcome() == Outcome.APPLIED || each.state() != InstanceState.LEFT)
                        .toList());
    }

    /** Those that existed when the revocation was appended. */
    private List<InstanceProgress> reached() {
        return instances.stream()
                .filter(each -> each.outcome() != Outcome.STARTED_LATER)
                .toList();
    }

    /** How many instances count. */
    public int count() {
        return reached().size();
    }

    /** How many of those enforce it. */
    public int applied() {
        return count(Outcome.APPLIED);
    }

    /** How many instances enforce it since they started. They are not in {@link #count}, and no time is claimed for them. */
    public int startedLater() {
        return count(Outcome.STARTED_LATER);
    }

    private int count(Outcome outcome) {
        return (int)
                instances.stream().filter(each -> each.outcome() == outcome).count();
    }

    /** How many of those enforce it since a time that is not known. */
    public int unknown() {
        return applied() - timed().size();
    }

    /** Those that have not reported to enforce it. */
    public List<InstanceProgress> stragglers() {
        return instances.stream()
                .filter(each -> each.outcome() == Outcome.PENDING)
                .toList();
    }

    /** Whether it is proven that every instance enforces it. Without any instance nothing is proven. */
    public boolean isComplete() {
        return isReached(new WaitGoal.All());
    }

    /** Whether it is proven that as many instances as a goal asks for enforce it, since it was appended or since their start. */
    public boolean isReached(WaitGoal goal) {
        int enforcing = applied() + startedLater();
        return unavailable == null && enforcing > 0 && enforcing >= goal.needed(instances.size());
    }

    /** The instances whose time is known, the fastest first. */
    private List<InstanceProgress> timed() {
        return instances.stream()
                .filter(each -> each.outcome() == Outcome.APPLIED && each.took() != null)
                .sorted(Comparator.comparing(each -> Objects.requireNonNullElse(each.took(), Duration.ZERO)))
                .toList();
    }

    /**
     * Returns the instance by whose time a share of those had applied it whose time is known: 0 for the first, 1 for the
     * last. Empty when no time is known.
     */
    public Optional<InstanceProgress> quantile(double share) {
        List<InstanceProgress> timed = timed();
        int rank = Math.max(1, (int) Math.ceil(share * timed.size()));
        return timed.isEmpty() ? Optional.empty() : Optional.of(timed.get(rank - 1));
    }
}
