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

    /** Throws when a reader that is right to call itself current may still miss what is committed and applied. */
    void requireSettled() throws UnavailableException {
        requireSettled(Certainty.UNKNOWN, "the revocation may or may not be in force; repeat the request");
    }

    /**
     * Throws before anything is appended, for an event whose content depends on the partition of its target. While
     * revocations are being appended to partitions that were added, that partition is not certain.
     */
    void requireSettledBeforeAppend() throws UnavailableException {
        requireSettled(Certainty.NOT_WRITTEN, "nothing was written; repeat the request");
    }

    private void requireSettled(Certainty certainty, String effect) throws UnavailableException {
        String reason = live.unsettled().orElse(null);
        if (reason != null) {
            throw new UnavailableException(certainty, effect + ": " + reason);
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
