package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** What one process claimed of its own knowledge, and when. */
final class Reports {
    private final List<Long> times = new ArrayList<>();
    private final List<Long> truths = new ArrayList<>();
    private final @Nullable Long ready;

    /** Takes the samples of one process, in the order of their times. */
    Reports(List<CheckSample> samples) {
        long best = Long.MIN_VALUE;
        Long firstReady = null;
        for (CheckSample sample : samples) {
            if (sample.replayed() && firstReady == null) {
                firstReady = sample.at();
            }
            if (sample.ageNanos() >= 0) {
                // Everything acknowledged before this moment was applied, or so it says.
                best = Math.max(best, sample.at() - sample.ageNanos());
                times.add(sample.at());
                truths.add(best);
            }
        }
        ready = firstReady;
    }

    /** When it first said that it was ready; null when it never did. */
    @Nullable
    Long ready() {
        return ready;
    }

    /** The latest moment up to which it had, before the given one, claimed to know everything; null when it never had. */
    @Nullable
    Long latestTruthBefore(long moment) {
        int low = 0;
        int high = times.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times.get(middle) < moment) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : truths.get(low - 1);
    }
}
