package io.revocast.consumer;

import io.revocast.event.Revocation;
import io.revocast.event.Target;

/**
 * Receives the changes of a {@link RevocationList}, for example to close the WebSockets of a revoked session.
 *
 * <p>The list calls its listeners in order, on one thread of its own, never on the thread that replays. A listener that
 * throws is logged. A listener that hangs delays other notifications only. When 10,000 notifications wait, the list
 * drops further ones, counts them ({@link Counters#LISTENER_DROPPED}) and calls {@link #onNotificationsDropped}. The
 * list does not announce the revocations of the first replay.
 */
public interface RevocationListener {
    /** A revocation was applied that matches tokens which were accepted until now. */
    default void onRevoked(Revocation revocation) {}

    /**
     * A revocation was applied, with its position and its times. The list calls this method; by default it calls
     * {@link #onRevoked(Revocation)}.
     */
    default void onRevoked(Revocation revocation, AppliedEvent event) {
        onRevoked(revocation);
    }

    /** A live revocation was taken back. */
    default void onReinstated(Target target) {}

    /** The state changed. The list looks at its state every 100 ms, so it may not report a state that was shorter. */
    default void onStateChanged(State from, State to) {}

    /**
     * Notifications were dropped because listeners return too slowly. What you derived from notifications may be
     * incomplete: check what you hold again, for example every open connection with {@link RevocationList#check}.
     *
     * @param count the notifications that were dropped since the last call, at least 1
     */
    default void onNotificationsDropped(long count) {}
}
