package io.revocast.publisher.audit;

import io.revocast.publisher.audit.AuditRecord.Link;
import io.revocast.publisher.audit.AuditRecord.Seen;
import io.revocast.publisher.audit.ChainReport.Break;
import io.revocast.publisher.audit.ChainReport.Kind;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Checks that no record of the audit topic is missing or altered. Fed all records in the log's order.
 *
 * <p>A chain shows what is missing between two of its records; the log's offsets show it too, unless the whole topic was
 * written anew. The opening of a chain names the last record that was there, so the end of an earlier chain shows as well.
 * Retention removes from the beginning: chains may begin with any record when the log begins after offset 0. Nothing can
 * show that the newest records are missing, but a hash that was kept elsewhere. Not thread-safe.
 */
public final class ChainVerifier {
    private static final int MOST_BREAKS = 100;

    /** How many records may have come between what an opening names and the opening itself. */
    private static final int REMEMBERED = 10_000;

    private final Map<UUID, State> chains = new HashMap<>();
    private final Map<String, Long> offsets = new LinkedHashMap<>();
    private final List<Break> breaks = new ArrayList<>();
    private long allBreaks;
    private long entries;
    private long first = -1;
    private long last = -1;
    private long rememberedFrom;

    /** How far a chain has come. */
    private record State(long seq, String hash, boolean closed) {}

    /**
     * Takes where the log begins.
     *
     * @param offset before which there are no records any more
     * @param at when the first record that is left was appended; null when none is left
     * @param keptSince every record that was appended later must be there still
     */
    public void begin(long offset, @Nullable Instant at, Instant keptSince) {
        if (offset > 0 && (at == null || at.isAfter(keptSince))) {
            found(
                    Kind.MISSING,
                    offset,
                    null,
                    "the records before offset " + offset + " are missing, and retention did not remove them: "
                            + (at == null ? "no record is left" : "the first that is left is of " + at)
                            + ", and records since " + keptSince
                            + " must be kept. Only a log that nothing was written to"
                            + " for most of audit.retention looks the same");
        }
    }

    /** Takes the next record. */
    public void next(long offset, byte @Nullable [] value) {
        if (first < 0) {
            first = offset;
            rememberedFrom = offset;
        } else if (offset != last + 1) {
            found(
                    Kind.MISSING,
                    offset,
                    null,
                    "the records from offset " + (last + 1) + " to " + (offset - 1) + " are missing");
        }
        last = offset;
        AuditRecord read;
        try {
            read = AuditCodec.read(value);
        } catch (MalformedRecordException e) {
            found(Kind.UNREADABLE, offset, null, "this is no record of the audit: " + e.getMessage());
            return;
        }
        if (read instanceof AuditRecord.Entry) {
            entries++;
        }
        // A record that can be read has a value.
        follow(offset, read, AuditCodec.hash(value == null ? new byte[0] : value));
    }

    private void follow(long offset, AuditRecord read, String hash) {
        Link link = read.link();
        State before = chains.get(link.chain());
        if (before == null) {
            if (link.seq() > 0 && first == 0) {
                found(
                        Kind.MISSING,
                        offset,
                        link,
                        "the chain must begin with seq 0, as nothing has been removed from " + "the log's beginning");
            }
        } else if (link.seq() <= before.seq()) {
            found(
                    Kind.REPEATED,
                    offset,
                    link,
                    "it stands after seq " + before.seq() + " of its chain: it was " + "written twice, or moved");
            return;
        } else {
            compare(offset, link, before);
        }
        remember(offset, hash);
        chains.put(link.chain(), new State(link.seq(), hash, read instanceof AuditRecord.Closed));
        if (read instanceof AuditRecord.Opened opened && opened.after() != null) {
            requireSeen(offset, link, opened.after());
        }
    }

    private void compare(long offset, Link link, State before) {
        if (before.closed()) {
            found(Kind.ALTERED, offset, link, "it stands after the end of its chain");
        } else if (link.seq() > before.seq() + 1) {
            found(
                    Kind.MISSING,
                    offset,
                    link,
                    "the records from seq " + (before.seq() + 1) + " to " + (link.seq() - 1)
                            + " of its chain are missing");
        } else if (!before.hash().equals(link.prev())) {
            found(
                    Kind.ALTERED,
                    offset,
                    link,
                    "the record before it in its chain, seq " + before.seq() + ", is not the one that it names");
        }
    }

    /** What is older than the log's beginning, or than what is remembered, cannot be looked for. */
    private void requireSeen(long offset, Link link, Seen after) {
        if (after.offset() >= rememberedFrom
                && !offsets.containsKey(after.mark().hash())) {
            found(
                    Kind.MISSING,
                    offset,
                    link,
                    "it was opened after seq " + after.mark().seq() + " of chain "
                            + after.mark().chain() + " at offset " + after.offset() + ", which is missing or altered");
        }
    }

    private void remember(long offset, String hash) {
        offsets.put(hash, offset);
        if (offsets.size() > REMEMBERED) {
            var eldest = offsets.entrySet().iterator();
            rememberedFrom = eldest.next().getValue() + 1;
            eldest.remove();
        }
    }

    private void found(Kind kind, long offset, @Nullable Link link, String what) {
        allBreaks++;
        if (breaks.size() < MOST_BREAKS) {
            breaks.add(new Break(
                    kind, offset, link == null ? null : link.chain(), link == null ? null : link.seq(), what));
        }
    }

    /** Returns what was found so far. */
    public ChainReport report() {
        int open =
                (int) chains.values().stream().filter(state -> !state.closed()).count();
        return new ChainReport(entries, chains.size(), open, breaks, allBreaks, first, last);
    }
}
