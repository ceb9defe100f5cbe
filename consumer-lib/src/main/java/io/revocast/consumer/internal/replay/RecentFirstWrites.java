package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Remembers which of the last records of each partition made their targets live, and which extended what was live. The
 * publisher asks for the records that it appended.
 *
 * <p>The store knows it too, but reading an entry that the replay thread has just written costs several cross-core
 * cache misses. Only the replay thread adds; any thread may read.
 */
public final class RecentFirstWrites {
    static final int KEPT = 1 << 14;

    private static final long NONE = 0;
    private static final VarHandle EVENT = MethodHandles.arrayElementVarHandle(long[].class);

    private final RecentRequests requests;
    private volatile Log log = new Log("", new ConcurrentHashMap<>());

    /** A number for each event that made its target live or, inverted, extended it; at its offset's remainder. */
    private record Log(String topicId, Map<Integer, long[]> partitions) {}

    /**
     * @param store of a list that keeps origins; null for another one, which remembers no requests
     */
    RecentFirstWrites(@Nullable RevocationStore store) {
        requests = new RecentRequests(store);
    }

    /**
     * Adds a record.
     *
     * @param id of its event; null when the event has none
     */
    void add(Receipt record, @Nullable UUID id, RevocationStore.Effect effect) {
        if (!log.topicId.equals(record.topicId())) {
            log = new Log(record.topicId(), new ConcurrentHashMap<>());
        }
        long[] events = log.partitions.computeIfAbsent(record.partition(), partition -> new long[KEPT]);
        EVENT.setRelease(events, at(record), id == null ? NONE : number(event(record, id), effect));
    }

    private static long number(long event, RevocationStore.Effect effect) {
        return switch (effect) {
            case MADE_LIVE -> event;
            case EXTENDED -> ~event;
            case UNCHANGED, EXPIRED, NO_ROOM -> NONE;
        };
    }

    /** The requests that had records appended. */
    public RecentRequests requests() {
        return requests;
    }

    /** Whether the record is known to be of that event, and to have made its target live. */
    public boolean contains(Receipt record, UUID id) {
        return numberAt(record) == event(record, id);
    }

    /** Whether the record is known to be of that event, and to have extended a live revocation. */
    public boolean hasExtended(Receipt record, UUID id) {
        return numberAt(record) == ~event(record, id);
    }

    private long numberAt(Receipt record) {
        Log now = log;
        long[] events = now.topicId.equals(record.topicId()) ? now.partitions.get(record.partition()) : null;
        return events == null ? NONE : (long) EVENT.getAcquire(events, at(record));
    }

    /** The place alone would not do: what a broker loses, another record may stand in place of. */
    private static long event(Receipt record, UUID id) {
        return id.getLeastSignificantBits() + record.offset();
    }

    private static int at(Receipt record) {
        return (int) (record.offset() % KEPT);
    }
}
