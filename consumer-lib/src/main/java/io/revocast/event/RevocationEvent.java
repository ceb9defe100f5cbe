package io.revocast.event;

/**
 * One record of the revocation topic.
 *
 * <p>Each event carries the whole merged state of its target, so that the last record of a key is enough once
 * compaction has removed the others. Immutable.
 */
public sealed interface RevocationEvent {
    /** What the event is about; it becomes the record's key. */
    Target target();

    /** Which event this is, and where it came from. */
    Origin origin();

    /** Tokens of the target are no longer accepted. Merges by maximum with what is known of the target. */
    record Revoked(Revocation revocation, Origin origin) implements RevocationEvent {
        @Override
        public Target target() {
            return revocation.target();
        }
    }

    /** Whatever was revoked of the target before this event is taken back. The only event that removes anything. */
    record Reinstated(Target target, Origin origin) implements RevocationEvent {}
}
