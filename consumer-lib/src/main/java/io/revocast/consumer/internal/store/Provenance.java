package io.revocast.consumer.internal.store;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Where an entry came from, and what it names; kept only when the list was asked to. Immutable.
 *
 * <p>Holds what its parts hold and not the parts, because there is one for each revocation: they would take as much
 * memory again.
 */
public final class Provenance {
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
    /** The first record of the target since it was last not live; null, which is usual, when that is the last one too. */
    private final @Nullable Receipt firstRecord;
    /** The last offset in each further partition that has records of the target. Null, which is usual, for none. */
    private final @Nullable Map<Integer, Long> elsewhere;

    private final boolean home;
    private final boolean overwritten;
    /** Whether a reinstatement that does not count where it stands ended this life of the target. */
    private final boolean ended;

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
        this.partition = receipt.partition();
        this.offset = receipt.offset();
        this.firstRecord = null;
        this.elsewhere = null;
        this.home = home;
        this.overwritten = false;
        this.ended = false;
    }

    private Provenance(
            Provenance first,
            Receipt last,
            @Nullable Receipt firstRecord,
            @Nullable Map<Integer, Long> elsewhere,
            boolean home,
            boolean overwritten,
            boolean ended) {
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
        this.firstRecord = firstRecord;
        this.elsewhere = elsewhere;
        this.home = home;
        this.overwritten = overwritten;
        this.ended = ended;
    }

    /**
     * The same origin, with a later record of the target.
     *
     * @param home whether that record stands in the partition to which the target's key hashes
     * @param overwrittenByIt whether that record says less than what is live
     */
    Provenance continued(Receipt last, boolean home, boolean overwrittenByIt) {
        // Outside the home it counts as overwritten in any case.
        boolean overwritten = home && overwrittenByIt;
        return new Provenance(this, last, firstBefore(last), besides(last, receipt()), home, overwritten, ended);
    }

    /** The same, with a later revocation of the target, which has the origin once an earlier life has ended. */
    Provenance continued(Provenance later, boolean overwrittenByIt) {
        Receipt last = later.receipt();
        return ended
                ? new Provenance(
                        later, last, null, besides(last, receipt()), later.home, later.home && overwrittenByIt, false)
                : continued(last, later.home, overwrittenByIt);
    }

    /** The same, with a reinstatement that does not count where it stands. */
    Provenance ended() {
        return new Provenance(this, receipt(), firstRecord, elsewhere, home, overwritten, true);
    }

    /** The same, with a record in another partition that says nothing new. */
    Provenance repeatedBy(Receipt another) {
        return topicId.equals(another.topicId())
                ? new Provenance(this, receipt(), firstRecord, besides(receipt(), another), home, overwritten, ended)
                : this;
    }

    /** The first record when a later one is the last; null when the log of that topic has no other. */
    private @Nullable Receipt firstBefore(Receipt last) {
        if (isLost()) {
            return null;
        }
        Receipt known = first();
        return known.topicId().equals(last.topicId()) && !known.equals(last) ? known : null;
    }

    /** The further partitions when a record is the last one and another is known as well. */
    private @Nullable Map<Integer, Long> besides(Receipt last, Receipt known) {
        if (!topicId.equals(last.topicId())) {
            return null;
        }
        if (elsewhere == null && last.partition() == known.partition()) {
            return null;
        }
        Map<Integer, Long> others = elsewhere == null ? new HashMap<>() : new HashMap<>(elsewhere);
        others.put(known.partition(), known.offset());
        others.remove(last.partition());
        return others.isEmpty() ? null : Map.copyOf(others);
    }

    /** The same, with nothing in the log that tells it any longer. */
    Provenance lost() {
        return new Provenance(this, receipt(), firstRecord, elsewhere, false, true, ended);
    }

    /** Whether nothing was read that tells it since it was {@link #lost}: no other record is both. */
    private boolean isLost() {
        return overwritten && !home;
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
        return new Receipt(topicId, partition, offset);
    }

    /** Where the first record of the target stands that was read since the target was last not live. */
    Receipt first() {
        return firstRecord == null ? receipt() : firstRecord;
    }

    /**
     * Whether the log has a record of the target that the author of a reinstatement had not read.
     *
     * @param by where the reinstatement stands, in the partition to which the target's key hashes
     */
    boolean isUnseen(RevocationEvent.Reinstated event, Receipt by) {
        if (!topicId.equals(by.topicId())) {
            return false;
        }
        return !event.hasRead(partition, offset, by.partition())
                || (elsewhere != null
                        && elsewhere.entrySet().stream()
                                .anyMatch(each -> !event.hasRead(each.getKey(), each.getValue(), by.partition())));
    }

    /** Whether the author of a reinstatement outside the home had read every record of the target, all before it. */
    boolean isLast(PartitionOrder.Displaced reinstatement) {
        Receipt other = reinstatement.receipt();
        return topicId.equals(other.topicId())
                && !home
                && elsewhere == null
                && partition == other.partition()
                && offset < other.offset()
                && reinstatement.event().hasRead(partition, offset, other.partition());
    }

    /** Whether the last record stands in the partition to which the target's key hashes. */
    boolean isHome() {
        return home;
    }

    /** Whether every record of the target stands in the partition to which its key hashes, so that their order is known. */
    boolean isInOrder() {
        return home && elsewhere == null;
    }

    /** Whether the last record of the target says less than what is live, or stands where its key no longer hashes. */
    boolean isOverwritten() {
        return overwritten || !home;
    }
}
