package io.revocast.soak.history;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Compares what a process holds in the last third of its life with what it held in the middle third.
 *
 * <p>The first third warms up. A leak of one thread, descriptor or cached object per fault shows in a run of an hour; in
 * two minutes only a gross one does.
 */
final class Growth {
    private static final int FEWEST = 30;
    private static final double HEAP_FACTOR = 1.25;
    private static final long HEAP_SLACK = 4L * 1024 * 1024;
    private static final long COUNT_SLACK = 12;

    private Growth() {}

    /** What grew, in words; empty when nothing did, or when the process did not live long enough to tell. */
    static List<String> of(List<CheckSample> samples) {
        int third = samples.size() / 3;
        if (third < FEWEST) {
            return List.of();
        }
        List<CheckSample> middle = samples.subList(third, 2 * third);
        List<CheckSample> end = samples.subList(2 * third, samples.size());
        List<String> grown = new ArrayList<>();
        long heap = median(middle, CheckSample::heapBytes);
        long heapAtEnd = median(end, CheckSample::heapBytes);
        if (heapAtEnd > heap * HEAP_FACTOR + HEAP_SLACK) {
            grown.add("heap grew from " + heap / 1024 + " KiB to " + heapAtEnd / 1024 + " KiB");
        }
        count(grown, "threads", median(middle, CheckSample::threads), median(end, CheckSample::threads));
        count(
                grown,
                "file descriptors",
                median(middle, CheckSample::descriptors),
                median(end, CheckSample::descriptors));
        return grown;
    }

    private static void count(List<String> grown, String what, long before, long after) {
        if (after > before + COUNT_SLACK) {
            grown.add(what + " grew from " + before + " to " + after);
        }
    }

    private static long median(List<CheckSample> samples, ToLongFunction<CheckSample> value) {
        long[] sorted = samples.stream()
                .mapToLong(value)
                .filter(number -> number >= 0)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }
}
