package io.revocast.publisher.fleet.history;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.InstanceReport.InstanceId;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * A revocation on its way through the fleet, or after it. Immutable.
 *
 * @param id of the revocation; null when its event has none
 * @param appendedAt by the brokers' clock
 * @param instances how many had not left when the publisher applied it
 * @param applied how many of those have applied it
 * @param open whether it is still observed
 * @param times of those that have applied it, and whose time is known
 * @param last the slowest of these; null without any
 */
public record Wave(
        @Nullable UUID id,
        Target.Kind kind,
        String issuer,
        Receipt receipt,
        Instant appendedAt,
        int instances,
        int applied,
        boolean open,
        WaveTimes times,
        @Nullable InstanceId last) {
    /** Whether every instance has applied it. */
    public boolean isComplete() {
        return instances > 0 && applied == instances;
    }
}
