package io.revocast.consumer.internal.store;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * Where an entry came from, and what it names; kept only when the list was asked to. Immutable.
 *
 * <p>Holds what its parts hold and not the parts, because there is one for each revocation: they would take as much
 * memory again.
 */
public final class Provenance {
    private static final int NONE = -1;

    private final Target target;
    private final boolean readable;
    private final long idHigh;
    private final long idLow;
    private final long atMillis;
    private final @Nullable String reason;
    private final @Nullable String note;
    private final @Nullable String by;
    private final String topicId;
    private final int homePartition;
    private final long homeOffset;
    private final int otherPartition;
    private final long otherOffset;
    private final boolean several;
    private final boolean home;
    private final boolean overwritten;

    /**
     * @param origin of the event that made the target live; null when its value was unreadable
     * @param receipt of the last record of the target
     * @param home whether that record stands in the partition to which the target's key hashes
     * @param texts has those that it shares with others
     */
    public Provenance(Target target, @Nullable Origin origin, Receipt receipt, boolean home, TextInterner texts) {
        this.target = texts.in(target);
        this.readable = origin != null;
        this.idHigh = origin == null ? 0 : origin.id().getMostSignificantBits();
        this.idLow = origin == null ? 0 : origin.id().getLeastSignificantBits();
        this.atMillis = origin == null ? 0 : origin.at().toEpochMilli();
        this.reason = origin == null ? null : texts.oneOrNone(origin.reason());
        this.note = origin == null ? null : texts.oneOrNone(origin.note());
        this.by = origin == null ? null : texts.oneOrNone(origin.by());
        this.topicId = receipt.topicId();
        this.homePartition = home ? receipt.partition() : NONE;
        this.homeOffset = home ? receipt.offset() : NONE;
        this.otherPartition = home ? NONE : receipt.partition();
        this.otherOffset = home ? NONE : receipt.offset();
        this.several = false;
        this.home = home;
        this.overwritten = false;
    }

    private Provenance(Provenance first, Receipt last, boolean home, boolean overwritten) {
        this.target = first.target;
        this.readable = first.readable;
        this.idHigh = first.idHigh;
        this.idLow = first.idLow;
        this.atMillis = first.atMillis;
        this.reason = first.reason;
        this.note = first.note;
        this.by = first.by;
        boolean sameLog = first.topicId.equals(last.topicId());
        int others = sameLog ? first.otherPartition : NONE;
        this.topicId = last.topicId();
        this.homePartition = home ? last.partition() : sameLog ? first.homePartition : NONE;
        this.homeOffset = home ? last.offset() : sameLog ? first.homeOffset : NONE;
        this.otherPartition = home ? others : last.partition();
        this.otherOffset = home ? (sameLog ? first.otherOffset : NONE) : last.offset();
        this.several = sameLog && (first.several || (!home && others != NONE && others != last.partition()));
        this.home = home;
        this.overwritten = overwritten;
    }

    /**
     * The same origin, with a later record of the target.
     *
     * @param home whether that record stands in the partition to which the target's key hashes
     * @param overwrittenByIt whether that record says less than what is live
     */
    Provenance continued(Receipt last, boolean home, boolean overwrittenByIt) {
        return new Provenance(this, last, home, overwrittenByIt);
    }

    /** The same, with nothing in the log that tells it any longer. */
    Provenance lost() {
        return new Provenance(this, receipt(), home, true);
    }

    Target target() {
        return target;
    }

    @Nullable
    Origin origin() {
        return readable ? new Origin(new UUID(idHigh, idLow), Instant.ofEpochMilli(atMillis), reason, note, by) : null;
    }

    /** Where the last record of the target stands. */
    Receipt receipt() {
        return home
                ? new Receipt(topicId, homePartition, homeOffset)
                : new Receipt(topicId, otherPartition, otherOffset);
    }

    /** Whether the log has a record of the target that the author of a reinstatement had not read. */
    boolean isUnseen(RevocationEvent.Reinstated event, Receipt by) {
        Long upTo = event.upTo();
        boolean later = upTo != null && homePartition == by.partition() && homeOffset > upTo;
        boolean elsewhere = !event.seen().isEmpty()
                && otherPartition != NONE
                && (several || otherOffset >= event.seen().getOrDefault(otherPartition, 0L));
        return topicId.equals(by.topicId()) && (later || elsewhere);
    }

    /** Whether every record of the target stands before another one of the same partition, outside its home. */
    boolean isAllBefore(Receipt other) {
        return topicId.equals(other.topicId())
                && homePartition == NONE
                && !several
                && otherPartition == other.partition()
                && otherOffset < other.offset();
    }

    /** Whether the last record stands in the partition to which the target's key hashes. */
    boolean isHome() {
        return home;
    }

    /** Whether the last record of the target says less than what is live, or stands where its key no longer hashes. */
    boolean isOverwritten() {
        return overwritten || !home;
    }
}
