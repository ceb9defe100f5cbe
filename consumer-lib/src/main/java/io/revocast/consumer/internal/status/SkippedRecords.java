package io.revocast.consumer.internal.status;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The records that an operator left out since the log was last read from its start. Thread-safe. */
final class SkippedRecords {
    /** By partition, the offset after the last record that was left out, by the offset of the first one. */
    private final Map<Integer, NavigableMap<Long, Long>> ends = new HashMap<>();

    /** Learns that the records from one offset up to another, exclusive, were left out. */
    synchronized void add(int partition, long from, long to) {
        ends.computeIfAbsent(partition, unused -> new TreeMap<>()).put(from, to);
    }

    synchronized boolean contains(int partition, long offset) {
        NavigableMap<Long, Long> ranges = ends.get(partition);
        Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(offset);
        return range != null && offset < range.getValue();
    }

    /** The log is read again from its start. */
    synchronized void clear() {
        ends.clear();
    }
}
