package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * Where an event stands in the log, and when a list applied it. Immutable.
 *
 * @param receipt the position, equal to the receipt that the publisher returned for the event
 * @param appliedAt when the list applied the event, by the clock of this machine
 * @param propagation the time from the append of the event, by the clock of the broker, to {@code appliedAt}; zero when
 *     the clocks differ by more. Null when it says nothing about speed: for what a replay read, and for records without
 *     an append time
 */
public record AppliedEvent(
        Receipt receipt, Instant appliedAt, @Nullable Duration propagation) {
    public AppliedEvent {
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(appliedAt, "appliedAt");
        if (propagation != null && propagation.isNegative()) {
            throw new IllegalArgumentException("propagation must not be negative: " + propagation);
        }
    }
}
