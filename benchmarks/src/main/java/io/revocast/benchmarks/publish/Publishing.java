package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.Arguments;
import org.HdrHistogram.ConcurrentHistogram;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends lots of revocations and times each. */
final class Publishing {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final long LIMIT_MINUTES = 10;

    private Publishing() {}

    /** Sends the tokens {@code from} to {@code from + lot}, and returns when all are confirmed. */
    interface Door {
        void publish(int from, int lot) throws Exception;
    }

    /**
     * As many lots as {@code lots}, each of {@code lot}, by as many {@code callers} at once; before that,
     * {@code warm-up} lots that are not counted.
     */
    static Map<String, Double> measure(Arguments arguments, Door door) throws Exception {
        int lot = arguments.number("lot");
        int warmUp = arguments.number("warm-up");
        int lots = arguments.number("lots");
        int first = arguments.number("first");
        ConcurrentHistogram histogram = new ConcurrentHistogram(3);
        run(arguments, warmUp, i -> door.publish(first + i * lot, lot));
        long began = System.nanoTime();
        run(arguments, lots, i -> {
            long sent = System.nanoTime();
            door.publish(first + (warmUp + i) * lot, lot);
            histogram.recordValue(System.nanoTime() - sent);
        });
        long total = System.nanoTime() - began;
        Map<String, Double> figures = new TreeMap<>();
        figures.put("p50", histogram.getValueAtPercentile(50) / NANOS_PER_MILLI);
        figures.put("p99", histogram.getValueAtPercentile(99) / NANOS_PER_MILLI);
        figures.put("max", histogram.getMaxValue() / NANOS_PER_MILLI);
        figures.put("each second", (double) lots * lot / (total / 1e9));
        return figures;
    }

    private interface Turn {
        void take(int number) throws Exception;
    }

    /** Has the callers take turns until all are taken; the first failure ends it. */
    private static void run(Arguments arguments, int turns, Turn turn) throws Exception {
        AtomicInteger next = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(arguments.number("callers"));
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int caller = 0; caller < arguments.number("callers"); caller++) {
                done.add(callers.submit(() -> {
                    for (int i = next.getAndIncrement(); i < turns; i = next.getAndIncrement()) {
                        turn.take(i);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get(LIMIT_MINUTES, TimeUnit.MINUTES);
            }
        } finally {
            callers.shutdownNow();
        }
    }
}
