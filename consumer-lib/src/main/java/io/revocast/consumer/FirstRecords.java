package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of the last records of each partition made their targets live, for whoever had them appended.
 *
 * <p>The store could tell too, but what the replay thread has just put there is far away from any other thread's
 * processor. Only the replay thread adds; any thread may ask.
 */
final class FirstRecords {
    static final int KEPT = 1 << 14;

    private static final long NONE = 0;
    private static final VarHandle EVENT = MethodHandles.arrayElementVarHandle(long[].class);

    private final RecentRequests requests = new RecentRequests();
    private volatile Log log = new Log("", new ConcurrentHashMap<>());

    /** What stands for the events that made their targets live, each at its offset's remainder, by partition. */
    private record Log(String topicId, Map<Integer, long[]> partitions) {}

    /**
     * Adds a record.
     *
     * @param id of the event that made its target live; null when the record did not
     */
    void add(Receipt record, @Nullable UUID id) {
        if (!log.topicId.equals(record.topicId())) {
            log = new Log(record.topicId(), new ConcurrentHashMap<>());
        }
        long[] events = log.partitions.computeIfAbsent(record.partition(), partition -> new long[KEPT]);
        EVENT.setRelease(events, at(record), id == null ? NONE : event(record, id));
    }

    /** The requests that had records appended. */
    RecentRequests requests() {
        return requests;
    }

    /** Whether the record is known to be of that event, and to have made its target live. */
    boolean contains(Receipt record, UUID id) {
        Log now = log;
        long[] events = now.topicId.equals(record.topicId()) ? now.partitions.get(record.partition()) : null;
        return events != null && (long) EVENT.getAcquire(events, at(record)) == event(record, id);
    }

    /** The place alone would not do: what a broker loses, another record may stand in place of. */
    private static long event(Receipt record, UUID id) {
        return id.getLeastSignificantBits() + record.offset();
    }

    private static int at(Receipt record) {
        return (int) (record.offset() % KEPT);
    }
}
