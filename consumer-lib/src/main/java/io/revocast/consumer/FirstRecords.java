package io.revocast.consumer;

import io.revocast.event.Receipt;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which of the last records of each partition made their targets live, for whoever had them appended.
 *
 * <p>The store could tell too, but what the replay thread has just put there is far away from any other thread's
 * processor. Only the replay thread adds; any thread may ask.
 */
final class FirstRecords {
    static final int KEPT = 1 << 14;

    private static final long NOT_FIRST = -1;
    private static final VarHandle OFFSET = MethodHandles.arrayElementVarHandle(long[].class);

    private volatile Log log = new Log("", new ConcurrentHashMap<>());

    /** The offsets of records that made their targets live, each at its own remainder, by partition. */
    private record Log(String topicId, Map<Integer, long[]> partitions) {}

    void add(Receipt record, boolean first) {
        if (!log.topicId.equals(record.topicId())) {
            log = new Log(record.topicId(), new ConcurrentHashMap<>());
        }
        long[] offsets = log.partitions.get(record.partition());
        if (offsets == null) {
            offsets = new long[KEPT];
            // Zero is an offset too.
            Arrays.fill(offsets, NOT_FIRST);
            log.partitions.put(record.partition(), offsets);
        }
        OFFSET.setRelease(offsets, at(record), first ? record.offset() : NOT_FIRST);
    }

    /** Whether the record is known to have made its target live. */
    boolean contains(Receipt record) {
        Log now = log;
        long[] offsets = now.topicId.equals(record.topicId()) ? now.partitions.get(record.partition()) : null;
        return offsets != null && (long) OFFSET.getAcquire(offsets, at(record)) == record.offset();
    }

    private static int at(Receipt record) {
        return (int) (record.offset() % KEPT);
    }
}
