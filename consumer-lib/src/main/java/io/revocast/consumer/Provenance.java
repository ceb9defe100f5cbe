package io.revocast.consumer;

import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * Where an entry came from, and what it names; kept only when the list was asked to. Immutable.
 *
 * <p>Holds what its parts hold and not the parts, because there is one for each revocation: they would take as much
 * memory again.
 */
final class Provenance {
    private final Target target;
    private final boolean readable;
    private final long idHigh;
    private final long idLow;
    private final long atMillis;
    private final @Nullable String reason;
    private final @Nullable String note;
    private final @Nullable String by;
    private final String topicId;
    private final int partition;
    private final long offset;
    private final boolean overwritten;

    /**
     * @param origin of the event that made the target live; null when its value was unreadable
     * @param receipt of the last record of the target
     * @param texts has those that it shares with others
     */
    Provenance(Target target, @Nullable Origin origin, Receipt receipt, CommonTexts texts) {
        this.target = texts.in(target);
        this.readable = origin != null;
        this.idHigh = origin == null ? 0 : origin.id().getMostSignificantBits();
        this.idLow = origin == null ? 0 : origin.id().getLeastSignificantBits();
        this.atMillis = origin == null ? 0 : origin.at().toEpochMilli();
        this.reason = origin == null ? null : texts.oneOrNone(origin.reason());
        this.note = origin == null ? null : texts.oneOrNone(origin.note());
        this.by = origin == null ? null : texts.oneOrNone(origin.by());
        this.topicId = receipt.topicId();
        this.partition = receipt.partition();
        this.offset = receipt.offset();
        this.overwritten = false;
    }

    private Provenance(Provenance first, Receipt last, boolean overwritten) {
        this.target = first.target;
        this.readable = first.readable;
        this.idHigh = first.idHigh;
        this.idLow = first.idLow;
        this.atMillis = first.atMillis;
        this.reason = first.reason;
        this.note = first.note;
        this.by = first.by;
        this.topicId = last.topicId();
        this.partition = last.partition();
        this.offset = last.offset();
        this.overwritten = overwritten;
    }

    /** The same origin, with the last record of the target and whether it says less than what is live. */
    Provenance continued(Receipt last, boolean overwrittenByIt) {
        return new Provenance(this, last, overwrittenByIt);
    }

    Target target() {
        return target;
    }

    @Nullable
    Origin origin() {
        return readable ? new Origin(new UUID(idHigh, idLow), Instant.ofEpochMilli(atMillis), reason, note, by) : null;
    }

    Receipt receipt() {
        return new Receipt(topicId, partition, offset);
    }

    /** Whether the last record of the target says less than what is live. */
    boolean isOverwritten() {
        return overwritten;
    }
}
