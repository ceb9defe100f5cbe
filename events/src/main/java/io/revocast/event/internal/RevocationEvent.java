package io.revocast.event.internal;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.UUID;

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

    /** The id of the request that wrote this record, for publishers; null when none was given. Readers ignore it. */
    @Nullable
    UUID request();

    /** Tokens of the target are no longer accepted. Merges by maximum with what is known of the target. */
    record Revoked(
            Revocation revocation, Origin origin, @Nullable UUID request) implements RevocationEvent {
        /** An event without the id of a request. */
        public Revoked(Revocation revocation, Origin origin) {
            this(revocation, origin, null);
        }

        @Override
        public Target target() {
            return revocation.target();
        }
    }

    /**
     * Takes back every revocation of the target. The only event that removes anything.
     *
     * @param upTo the offset of the last record of the target that the author had read. A revocation with a later
     *     offset was made concurrently and stays in force. Null: the event takes back everything before it
     * @param seen for each partition the offset up to which, exclusive, the author had read it; empty when unknown.
     *     Where it has the event's own partition, it says there what {@code upTo} says
     */
    record Reinstated(
            Target target,
            Origin origin,
            @Nullable Long upTo,
            Map<Integer, Long> seen,
            @Nullable UUID request) implements RevocationEvent {
        /** The most partitions in {@link #seen}. */
        public static final int MAX_SEEN = 256;

        /** Throws {@link IllegalArgumentException} for a negative offset or partition, and for too many partitions. */
        public Reinstated {
            if (upTo != null && upTo < 0) {
                throw new IllegalArgumentException("upTo must not be negative: " + upTo);
            }
            if (seen.size() > MAX_SEEN) {
                throw new IllegalArgumentException(
                        "seen must name at most " + MAX_SEEN + " partitions: " + seen.size());
            }
            seen = Map.copyOf(seen);
            seen.forEach((partition, offset) -> {
                if (partition < 0 || offset < 0) {
                    throw new IllegalArgumentException(
                            "seen must not have a negative partition or offset: " + partition + ", " + offset);
                }
            });
        }

        /**
         * Whether the author had read a record of the target. A record in a partition of which the event says nothing
         * counts as unread: the author may not have known the partition.
         *
         * @param home the partition in which this event stands
         */
        public boolean hasRead(int partition, long offset, int home) {
            Long end = seen.get(partition);
            if (end != null) {
                return offset < end;
            }
            return partition == home && (upTo == null || offset <= upTo);
        }

        /** An event that tells neither what its author had read nor the id of a request. */
        public Reinstated(Target target, Origin origin, @Nullable Long upTo) {
            this(target, origin, upTo, Map.of(), null);
        }
    }
}
