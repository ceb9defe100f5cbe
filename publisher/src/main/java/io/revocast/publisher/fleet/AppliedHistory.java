package io.revocast.publisher.fleet;

import io.revocast.publisher.fleet.AppliedTime.Precision;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * The last moves of one run through the log: which offsets it had applied by when. Keeps {@value #KEPT} moves, about 10 KiB
 * when full. Not thread-safe.
 */
final class AppliedHistory {
    static final int KEPT = 256;

    private static final int FIRST_SIZE = 8;
    private static final int FIELDS = 6;
    private static final long NONE = -1;

    /** How far the run has come, heartbeats included. */
    private final Map<Integer, Long> next = new HashMap<>();
    /** How far it had come before it read the log again. */
    private final Map<Integer, Long> readBefore = new HashMap<>();
    /** The last event in each partition. */
    private final Map<Integer, Long> last = new HashMap<>();
    /** For each move: partition, next before, next after, last event, epoch milliseconds, uncertainty; a ring. */
    private long[] moves = new long[FIRST_SIZE * FIELDS];

    private int size;
    private int oldest;

    /**
     * When the last event of a move was applied.
     *
     * @param atMillis by the brokers' clock
     * @param uncertaintyMillis negative when the time is only known to be no later
     */
    record Moment(long atMillis, long uncertaintyMillis) {}

    /** Forgets everything: the offsets that follow are of another topic. */
    void clear() {
        readBefore.clear();
        restart();
    }

    private void restart() {
        next.clear();
        last.clear();
        moves = new long[FIRST_SIZE * FIELDS];
        size = 0;
        oldest = 0;
    }

    /**
     * Adds what a report says of a partition. A smaller offset than before is that of a run that reads again from the start;
     * it replaces what was known.
     *
     * @param nextOffset the offset after the last applied record
     * @param lastEvent the offset of the last applied event; -1 for none
     */
    void add(int partition, long nextOffset, long lastEvent, Moment moment) {
        if (nextOffset < next.getOrDefault(partition, NONE)) {
            readAgain();
        }
        long before = next.getOrDefault(partition, NONE);
        boolean moved = last.getOrDefault(partition, NONE) != lastEvent;
        next.put(partition, nextOffset);
        if (moved) {
            last.put(partition, lastEvent);
            push(partition, before, nextOffset, lastEvent, moment);
        }
    }

    /** Learns that the run has read the log again from its start. */
    void readAgain() {
        next.forEach((each, reached) -> readBefore.merge(each, reached, Math::max));
        restart();
    }

    private void push(int partition, long before, long nextOffset, long lastEvent, Moment moment) {
        if (size * FIELDS == moves.length) {
            if (size < KEPT) {
                grow();
            } else {
                oldest = (oldest + 1) % KEPT;
                size--;
            }
        }
        int at = place(size++);
        moves[at] = partition;
        moves[at + 1] = before;
        moves[at + 2] = nextOffset;
        moves[at + 3] = lastEvent;
        moves[at + 4] = moment.atMillis();
        moves[at + 5] = moment.uncertaintyMillis();
    }

    private int place(int number) {
        return (oldest + number) % (moves.length / FIELDS) * FIELDS;
    }

    /** Only a ring that never wrapped grows, so the moves keep their places. */
    private void grow() {
        long[] more = new long[moves.length * 2];
        System.arraycopy(moves, 0, more, 0, moves.length);
        moves = more;
    }

    /** Whether the event at an offset is applied. */
    boolean has(int partition, long offset) {
        return next.getOrDefault(partition, NONE) > offset;
    }

    /** The offset after the last applied record of each partition. */
    Map<Integer, Long> next() {
        return Map.copyOf(next);
    }

    /** Returns when an event that {@link #has} was applied. */
    AppliedTime timeOf(int partition, long offset) {
        int at = moveTo(partition, offset);
        return at < 0 ? AppliedTime.UNKNOWN : time(at, offset);
    }

    /** Returns the place of the first move beyond an offset; -1 when there is none. */
    private int moveTo(int partition, long offset) {
        for (int number = 0; number < size; number++) {
            int at = place(number);
            if (moves[at] == partition && moves[at + 2] > offset) {
                return at;
            }
        }
        return -1;
    }

    /** Whether reports show that the run followed the log when it applied an event, and had not read it before. */
    boolean isFollowed(int partition, long offset) {
        int at = moveTo(partition, offset);
        return at >= 0
                && moves[at + 1] != NONE
                && moves[at + 1] <= offset
                && readBefore.getOrDefault(partition, 0L) <= offset;
    }

    private AppliedTime time(int at, long offset) {
        long before = moves[at + 1];
        long lastEvent = moves[at + 3];
        long uncertainty = moves[at + 5];
        Instant time = Instant.ofEpochMilli(moves[at + 4]);
        if (lastEvent == offset && uncertainty >= 0) {
            return new AppliedTime(Precision.EXACT, time, Duration.ofMillis(uncertainty));
        }
        // The report before shows that it was not applied by then. Without one, the event may be far older.
        boolean between = before != NONE && before <= offset;
        if (lastEvent == offset || (between && lastEvent > offset)) {
            return new AppliedTime(Precision.NO_LATER_THAN, time, Duration.ofMillis(Math.max(0, uncertainty)));
        }
        return AppliedTime.UNKNOWN;
    }
}
