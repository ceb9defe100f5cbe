package io.revocast.publisher.audit;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/** What stands in one record of the audit topic. Immutable. */
public sealed interface AuditRecord {
    /** Its place in its chain. */
    Link link();

    /**
     * A record's place in the chain of the process that wrote it.
     *
     * @param chain of one process, or of one attempt of it after a failure
     * @param seq from 0, one more with each record
     * @param prev the {@link AuditCodec#hash} of the chain's record before; null for the first
     */
    record Link(UUID chain, long seq, @Nullable String prev) {
        public Link {
            if (seq < 0 || (seq == 0) != (prev == null)) {
                throw new IllegalArgumentException(
                        "seq must not be negative, and prev must be given unless seq is 0: " + seq);
            }
        }
    }

    /** One record, named so that no other can stand for it. */
    record Mark(UUID chain, long seq, String hash) {}

    /**
     * A record that was there when a chain was opened.
     *
     * @param offset where it stood
     */
    record Seen(Mark mark, long offset) {}

    /**
     * The first of a chain.
     *
     * @param by which process writes it
     * @param after the last record that the process knew to be there; null when there was none
     */
    record Opened(Link link, Instant at, String by, @Nullable Seen after) implements AuditRecord {
        public Opened {
            if (link.seq() != 0) {
                throw new IllegalArgumentException("a chain is opened by seq 0: " + link.seq());
            }
        }
    }

    /**
     * A decision, or a part of one that has too many subjects for a single record.
     *
     * @param part from 1
     * @param parts how many there are
     */
    record Entry(Link link, AuditEntry entry, int part, int parts) implements AuditRecord {
        public Entry {
            if (link.seq() == 0) {
                throw new IllegalArgumentException("seq 0 opens a chain and is no entry");
            }
            if (part < 1 || part > parts) {
                throw new IllegalArgumentException("part must lie between 1 and parts: " + part + " of " + parts);
            }
        }
    }

    /** The last of a chain whose process ended as it should. */
    record Closed(Link link, Instant at) implements AuditRecord {}
}
