package io.revocast.benchmarks.steadiness;

import java.util.Arrays;

/** Single durations in nanoseconds, as many as there is room for. Used by one thread. */
final class Latencies {
    private final long[] nanos;
    private int count;

    Latencies(int room) {
        nanos = new long[room];
    }

    boolean isFull() {
        return count == nanos.length;
    }

    void add(long duration) {
        nanos[count++] = duration;
    }

    int count() {
        return count;
    }

    /** The duration that this share of all did not exceed. */
    long percentile(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1L, Math.round(share * count))];
    }
}
