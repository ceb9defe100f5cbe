package io.revocast.publisher.fleet.history;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.publisher.fleet.InstanceProgress;
import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import io.revocast.publisher.fleet.KnownFleet;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A revocation that is observed on its way. It keeps the times it has seen: the fleet forgets them. Not thread-safe. */
final class OpenWave {
    private final @Nullable UUID id;
    private final Target target;
    private final Receipt receipt;
    private final Instant appendedAt;
    private final int replay;
    private final List<InstanceId> missing;
    private final long[] millis;
    private final String[] services;
    private int instances;
    private int applied;
    private int timed;
    private long slowest = -1;
    private @Nullable InstanceId last;

    /**
     * Begins to observe a revocation.
     *
     * @param replay in which the publisher applied it
     * @param present the instances that count
     */
    OpenWave(
            @Nullable UUID id,
            Target target,
            Receipt receipt,
            Instant appendedAt,
            int replay,
            List<InstanceId> present) {
        this.id = id;
        this.target = target;
        this.receipt = receipt;
        this.appendedAt = appendedAt;
        this.replay = replay;
        this.missing = new ArrayList<>(present);
        this.instances = present.size();
        this.millis = new long[instances];
        this.services = new String[instances];
    }

    Instant appendedAt() {
        return appendedAt;
    }

    /** In which the publisher applied the revocation, see {@link KnownFleet#replay}. */
    int replay() {
        return replay;
    }

    /**
     * Looks which instances have applied it since the last look.
     *
     * @param names returns the one object for equal names
     * @return whether another look may find more
     */
    boolean look(KnownFleet fleet, UnaryOperator<String> names) {
        List<InstanceProgress> found =
                fleet.propagation(List.of(receipt), appendedAt, replay, missing).instances();
        missing.clear();
        boolean reporting = false;
        for (InstanceProgress each : found) {
            if (each.outcome() == Outcome.APPLIED) {
                add(each, names);
            } else if (each.outcome() == Outcome.STARTED_LATER) {
                instances--;
            } else {
                missing.add(each.id());
                reporting |= each.state().mayApply();
            }
        }
        return reporting;
    }

    private void add(InstanceProgress progress, UnaryOperator<String> names) {
        Duration took = progress.took();
        if (took != null && took.compareTo(WaveRecorder.LONGEST) > 0) {
            // It counts, and has not applied the revocation in time.
            return;
        }
        applied++;
        if (took == null) {
            return;
        }
        millis[timed] = took.toMillis();
        services[timed] = names.apply(progress.id().service());
        timed++;
        if (took.toMillis() > slowest) {
            slowest = took.toMillis();
            last = progress.id();
        }
    }

    Wave view(boolean open) {
        return new Wave(
                id,
                target.kind(),
                target.issuer(),
                receipt,
                appendedAt,
                instances,
                applied,
                open,
                WaveTimes.of(millis, services, timed),
                last);
    }
}
