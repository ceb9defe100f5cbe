package io.revocast.publisher.request;

import io.revocast.consumer.internal.store.RevocationStore;

import java.util.Locale;

/** The outcome of a revocation, as the log decides it. */
public enum RevocationOutcome {
    /** The target was not revoked before. For one target, one of many simultaneous requests gets this. */
    CREATED,
    /** It was revoked, and now for longer or for more tokens. */
    EXTENDED,
    /** It was revoked already, for at least as long and as many tokens. */
    UNCHANGED,
    /** No token that it matches could still be accepted; nothing was written. */
    EXPIRED;

    /**
     * Returns what an event did that a request had appended. One that had expired, or found no room, when it was applied
     * counts as created.
     */
    public static RevocationOutcome of(RevocationStore.Effect effect) {
        return switch (effect) {
            case MADE_LIVE, EXPIRED, NO_ROOM -> CREATED;
            case EXTENDED -> EXTENDED;
            case UNCHANGED -> UNCHANGED;
        };
    }

    /** The outcome in JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
