package io.revocast.client;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/**
 * What one instance has reported about a revocation. Immutable.
 *
 * @param state of the instance: one of applying, behind, stale, other_topic, silent and left
 * @param outcome {@code applied}, {@code pending} or {@code started_later}
 * @param precision of an applied revocation: {@code exact}, {@code no_later_than} or {@code unknown}; otherwise null
 * @param appliedAt by the clock of the brokers; null when it is not known
 * @param took from the append to {@code appliedAt}, in whole milliseconds; null when it is not known
 * @param uncertainty the true time differs by this at most; null when it is not known
 */
public record InstancePropagation(
        String service,
        String instance,
        String state,
        String outcome,
        @Nullable String precision,
        @Nullable Instant appliedAt,
        @Nullable Duration took,
        @Nullable Duration uncertainty) {}
