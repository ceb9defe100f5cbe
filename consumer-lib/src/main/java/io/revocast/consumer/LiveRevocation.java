package io.revocast.consumer;

import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import org.jspecify.annotations.Nullable;

/**
 * A revocation as the log has it: merged from every event of its target since it was last not live. Immutable.
 *
 * @param origin of the event that made the target live; null when that event's value was unreadable
 * @param receipt of the last event that was merged into it
 */
public record LiveRevocation(
        Revocation revocation, @Nullable Origin origin, Receipt receipt) {}
