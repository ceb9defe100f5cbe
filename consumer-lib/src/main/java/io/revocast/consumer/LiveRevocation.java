package io.revocast.consumer;

import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import org.jspecify.annotations.Nullable;

/**
 * A revocation as the log has it: merged from every event of its target since it was last not live. Immutable.
 *
 * @param origin of the event that made the target live; null when that event's value was unreadable
 * @param receipt of the last record of its target
 * @param overwritten whether that record says less than what is live, or nothing: once compaction has removed the
 *     others, a reader that restarts would know less. Also true when partitions were added and the record stands where
 *     the target's key no longer hashes. A publisher appends the live state again
 */
public record LiveRevocation(
        Revocation revocation, @Nullable Origin origin, Receipt receipt, boolean overwritten) {}
