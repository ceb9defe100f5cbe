package io.revocast.publisher.fleet;

import io.revocast.event.internal.InstanceReport;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * An instance at one moment. Immutable.
 *
 * @param report its last one; the newest of them when several runs report under one id
 * @param reportedAt when the broker appended that
 * @param age the time since the last freshness proof of the list, with the time since that report; null when there was none
 * @param runs how many processes report under this id at the same time; more than one is a conflict
 */
public record InstanceView(
        InstanceState state,
        InstanceReport report,
        Instant reportedAt,
        @Nullable Duration age,
        int runs) {
    /** Whether several processes use the id. */
    public boolean isConflict() {
        return runs > 1;
    }
}
