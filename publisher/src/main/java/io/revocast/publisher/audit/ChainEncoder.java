package io.revocast.publisher.audit;

import io.revocast.publisher.audit.AuditRecord.Link;
import io.revocast.publisher.audit.AuditRecord.Mark;
import io.revocast.publisher.audit.AuditRecord.Seen;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * Makes the record values of one chain, each of which names the one before. What it returns must be appended in that
 * order, and nothing after one that was not appended. Not thread-safe.
 */
public final class ChainEncoder {
    private final UUID chain;
    private @Nullable Mark last;

    public ChainEncoder(UUID chain) {
        this.chain = chain;
    }

    /** The first record. */
    public byte[] open(Instant at, String by, @Nullable Seen after) {
        return link(new AuditRecord.Opened(next(), at, by, after));
    }

    /** The record of a part of an entry. */
    public byte[] append(AuditEntry entry, int part, int parts) {
        return link(new AuditRecord.Entry(next(), entry, part, parts));
    }

    /** The last record. */
    public byte[] close(Instant at) {
        return link(new AuditRecord.Closed(next(), at));
    }

    /** The record that was made last; null when there is none. */
    public @Nullable Mark last() {
        return last;
    }

    private Link next() {
        return last == null ? new Link(chain, 0, null) : new Link(chain, last.seq() + 1, last.hash());
    }

    private byte[] link(AuditRecord written) {
        byte[] value = AuditCodec.write(written);
        last = new Mark(chain, written.link().seq(), AuditCodec.hash(value));
        return value;
    }
}
