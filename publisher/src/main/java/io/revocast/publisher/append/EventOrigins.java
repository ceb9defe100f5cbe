package io.revocast.publisher.append;

import io.revocast.event.internal.Origin;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Creates the origins of new events. Thread-safe. */
public final class EventOrigins {
    private final Clock clock;
    private final UuidV7 ids;

    public EventOrigins(Clock clock) {
        this.clock = clock;
        this.ids = new UuidV7(clock);
    }

    /** The time of an event that is created now, in whole milliseconds. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Returns the origin of an event.
     *
     * @param id of the revocation; null for a new one
     * @param by the name of the credential; null when there is none
     */
    public Origin origin(@Nullable UUID id, Explanation explanation, @Nullable String by, Instant now) {
        return new Origin(id == null ? ids.next() : id, now, explanation.reason(), explanation.note(), by);
    }
}
