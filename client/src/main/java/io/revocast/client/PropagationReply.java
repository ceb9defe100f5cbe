package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How far a revocation has come through the fleet. Immutable.
 *
 * @param complete whether it is proven that as many instances as asked for enforce the revocation
 * @param instances how many count
 * @param applied how many of those enforce it
 * @param startedLater how many further instances enforce it since they started
 * @param appendedAt when the broker appended it; null when that is not known
 * @param unavailable why the publisher cannot read the reports now; null when it can
 * @param times how long it took
 * @param stragglers the instances that have not reported to enforce it
 * @param detail every instance; empty in the answer to a request that waited
 * @param firstRecord the same for the first record of a revocation that was extended or repeated: when the instances began
 *     to enforce it. Null when the publisher knows one record only, and in the answer to a request that waited
 */
public record PropagationReply(
        boolean complete,
        long instances,
        long applied,
        long startedLater,
        @Nullable Instant appendedAt,
        @Nullable String unavailable,
        Times times,
        List<InstancePropagation> stragglers,
        List<InstancePropagation> detail,
        @Nullable PropagationReply firstRecord) {
    /** Copies the lists. */
    public PropagationReply {
        stragglers = List.copyOf(stragglers);
        detail = List.copyOf(detail);
    }

    /**
     * How long it took to reach the instances whose time is known. Each part is null when no time is known.
     *
     * @param first the fastest
     * @param median half of them had applied it by then, in whole milliseconds
     * @param p99 99 of 100 had applied it by then, in whole milliseconds
     * @param last the slowest
     * @param unknown how many enforce it since a time that is not known
     */
    public record Times(
            @Nullable InstancePropagation first,
            @Nullable Duration median,
            @Nullable Duration p99,
            @Nullable InstancePropagation last,
            long unknown) {}
}
