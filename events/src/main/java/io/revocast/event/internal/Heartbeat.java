package io.revocast.event.internal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * A publisher's sign of life in one partition of the topic. It revokes nothing. A reader that has applied it has
 * applied everything that was confirmed in that partition before it was sent. Immutable.
 *
 * @param partition the partition that it is appended to
 * @param at when it was sent, by the publisher's clock, in whole milliseconds
 * @param by the publisher; null when unknown
 */
public record Heartbeat(int partition, Instant at, @Nullable String by) {
    /** Throws {@link IllegalArgumentException} for a negative partition. */
    public Heartbeat {
        if (partition < 0) {
            throw new IllegalArgumentException("partition must not be negative: " + partition);
        }
    }
}
