package io.revocast.publisher.fleet;

import io.revocast.event.internal.InstanceReport.InstanceId;

import java.time.Instant;

/**
 * Two instances that have applied the same events and hold different revocations. Which of them is wrong is not known.
 * Immutable.
 *
 * @param first which reported first
 * @param other which reported another digest
 * @param at when the broker appended the report of {@code other}
 */
public record DigestMismatch(InstanceId first, InstanceId other, Instant at) {}
