package io.revocast.consumer;

import io.revocast.event.Revocation;
import io.revocast.event.Target;

/**
 * Told of what changes, for example to close the WebSockets of a revoked session.
 *
 * <p>Called on one thread of the list's own, in order, never by the thread that replays: a listener that throws is
 * logged, one that hangs delays only other notifications, and when {@value ListenerDispatcher#CAPACITY} of them wait,
 * further ones are dropped and counted ({@code listener.dropped}). Revocations of the first replay are not announced.
 */
public interface RevocationListener {
    /** A revocation was applied that matches tokens which were accepted until now. */
    default void onRevoked(Revocation revocation) {}

    /** A live revocation was taken back. */
    default void onReinstated(Target target) {}

    /**
     * The last record of a live revocation was replaced by one that says less; of interest to publishers. Told only by
     * lists that keep origins, and not during the first replay, after which {@link RevocationList#live} tells.
     */
    default void onOverwritten(LiveRevocation revocation) {}

    /** The state changed; noticed within a fraction of a second, so that a short visit to a state may go untold. */
    default void onStateChanged(State from, State to) {}
}
