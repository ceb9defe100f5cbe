package io.revocast.consumer.internal.store;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The notes of live revocations, which few revocations have. They are apart from the entries, so that an entry without a
 * note costs nothing.
 *
 * <p>The memory is bounded: beyond it, the oldest notes go first. A lost note changes no verdict. The note of an expired
 * revocation stays until then, and no check finds it. One thread writes; any thread may read.
 */
public final class Notes {
    /** What a note takes besides its text: two map entries, the fingerprint and the headers of the text. */
    static final int OVERHEAD_BYTES = 192;

    private final long maxBytes;
    private final Map<Fingerprint, String> notes = new ConcurrentHashMap<>();
    private final Set<Fingerprint> oldestFirst = new LinkedHashSet<>();
    private long bytes;

    /**
     * @param maxBytes the most memory that notes take; 0 keeps none
     */
    public Notes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Whether notes are kept at all. */
    public boolean areKept() {
        return maxBytes > 0;
    }

    /** Returns the note of a live entry; null when it has none. */
    @Nullable
    public String of(Entry entry) {
        return notes.get(entry);
    }

    /** Replaces the note of an entry; null removes it. */
    void put(Fingerprint entry, @Nullable String note) {
        if (!areKept()) {
            return;
        }
        String before = note == null ? notes.remove(entry) : notes.put(entry, note);
        bytes -= before == null ? 0 : size(before);
        if (note == null) {
            oldestFirst.remove(entry);
            return;
        }
        bytes += size(note);
        oldestFirst.add(entry);
        for (Iterator<Fingerprint> oldest = oldestFirst.iterator(); bytes > maxBytes && oldest.hasNext(); ) {
            String dropped = notes.remove(oldest.next());
            oldest.remove();
            bytes -= dropped == null ? 0 : size(dropped);
        }
    }

    private static long size(String note) {
        return OVERHEAD_BYTES + 2L * note.length();
    }
}
