package io.revocast.publisher.revoke;

import io.revocast.event.Origin;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** What everything that changes the log shares: the log itself, what it says, and who may change what now. Thread-safe. */
final class Ledger {
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

    final Appender appender;
    final LiveRevocations live;
    final TargetLocks locks = new TargetLocks(LOCK_PATIENCE);
    private final Clock clock;
    private final UuidV7 ids;

    Ledger(RevocationLog log, LiveRevocations live, Clock clock) {
        this.appender = new Appender(log, live);
        this.live = live;
        this.clock = clock;
        this.ids = new UuidV7(clock);
    }

    /** When an event is that is made now. */
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The origin of an event of {@link #now}; under a new id when there is no first event to continue. */
    Origin origin(@Nullable Origin first, Explanation explanation, @Nullable String by, Instant now) {
        UUID id = first == null ? ids.next() : first.id();
        return new Origin(id, now, explanation.reason(), explanation.note(), by);
    }

    /** Throws when what is committed and applied may still be missed by a reader that is right to call itself current. */
    void requireSettled() throws UnavailableException {
        String reason = live.unsettled().orElse(null);
        if (reason != null) {
            throw new UnavailableException(
                    Certainty.UNKNOWN, "the revocation may or may not be in force; repeat the request: " + reason);
        }
    }

    void requireReplayed() throws UnavailableException {
        if (!live.isReplayed()) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN,
                    "the publisher has not read the topic to its end yet, so it cannot know what is revoked already; "
                            + "nothing was written");
        }
    }
}
