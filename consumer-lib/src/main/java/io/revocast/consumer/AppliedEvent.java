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
 * @param traceParent the W3C Trace Context of the request that published the event, as a valid header value of version
 *     00; null when the request had none. A link to it connects the trace of the revocation to its application
 */
public record AppliedEvent(
        Receipt receipt,
        Instant appliedAt,
        @Nullable Duration propagation,
        @Nullable String traceParent) {
    public AppliedEvent {
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(appliedAt, "appliedAt");
        if (propagation != null && propagation.isNegative()) {
            throw new IllegalArgumentException("propagation must not be negative: " + propagation);
        }
    }

    /** An event of a request without a trace. */
    public AppliedEvent(Receipt receipt, Instant appliedAt, @Nullable Duration propagation) {
        this(receipt, appliedAt, propagation, null);
    }
}
