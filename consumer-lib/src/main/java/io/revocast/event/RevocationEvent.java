package io.revocast.event;

import org.jspecify.annotations.Nullable;

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

    /**
     * Whatever was revoked of the target is taken back. The only event that removes anything.
     *
     * @param upTo the offset of the last record of the target that whoever takes it back had read; a revocation that
     *     stands later in the log was made at the same time, and holds. Null: all that stand before this event are meant
     */
    record Reinstated(
            Target target, Origin origin, @Nullable Long upTo) implements RevocationEvent {
        /** Throws {@link IllegalArgumentException} for a negative offset. */
        public Reinstated {
            if (upTo != null && upTo < 0) {
                throw new IllegalArgumentException("upTo must not be negative: " + upTo);
            }
        }
    }
}
