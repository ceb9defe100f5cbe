package io.revocast.consumer;

import java.util.Locale;

/** How far a {@link RevocationList} can be relied on at this moment. */
public enum State {
    /** The topic has not been reached yet. */
    STARTING,
    /** The first replay is under way. */
    REPLAYING,
    /** The broker confirmed within {@code maxStaleness} that nothing is unread. The only state that accepts tokens. */
    CURRENT,
    /** Replayed once, but not confirmed within {@code maxStaleness}. */
    STALE,
    /** The topic was re-created, truncated or given partitions; entries keep serving while it is read again. */
    REBUILDING,
    /** Closed for good. */
    CLOSED;

    /** Returns the name in metrics, logs and JSON. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
