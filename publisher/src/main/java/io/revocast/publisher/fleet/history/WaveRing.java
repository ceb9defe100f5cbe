package io.revocast.publisher.fleet.history;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The observed revocations of the last hour, within a fixed number of waves and of times. Not thread-safe. */
final class WaveRing {
    static final int MOST_WAVES = 2_048;
    static final int MOST_TIMES = 2_000_000;

    private final Deque<Wave> waves = new ArrayDeque<>();
    private int times;

    void add(Wave wave) {
        waves.addLast(wave);
        times += wave.times().count();
        while (waves.size() > MOST_WAVES || (times > MOST_TIMES && waves.size() > 1)) {
            removeFirst();
        }
    }

    private void removeFirst() {
        times -= waves.removeFirst().times().count();
    }

    /** Drops the waves before a time, as far as none later was added before them. */
    void forget(Instant before) {
        while (!waves.isEmpty() && waves.getFirst().appendedAt().isBefore(before)) {
            removeFirst();
        }
    }

    List<Wave> all() {
        return List.copyOf(waves);
    }
}
