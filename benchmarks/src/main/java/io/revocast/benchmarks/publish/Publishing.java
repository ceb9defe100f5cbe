package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.Arguments;
import org.HdrHistogram.Histogram;

import java.util.Map;
import java.util.TreeMap;

/** Sends lots of revocations, one lot after the other, and times each. */
final class Publishing {
    private static final double NANOS_PER_MILLI = 1e6;

    private Publishing() {}

    /** Sends the tokens {@code from} to {@code from + lot}, and returns when all are confirmed. */
    interface Door {
        void publish(int from, int lot) throws Exception;
    }

    /** As many lots as {@code lots}, each of {@code lot}; before that, {@code warm-up} lots that are not counted. */
    static Map<String, Double> measure(Arguments arguments, Door door) throws Exception {
        int lot = arguments.number("lot");
        int warmUp = arguments.number("warm-up");
        int lots = arguments.number("lots");
        Histogram histogram = new Histogram(3);
        long total = 0;
        for (int i = 0; i < warmUp + lots; i++) {
            long began = System.nanoTime();
            door.publish(arguments.number("first") + i * lot, lot);
            if (i >= warmUp) {
                long took = System.nanoTime() - began;
                histogram.recordValue(took);
                total += took;
            }
        }
        Map<String, Double> figures = new TreeMap<>();
        figures.put("p50", histogram.getValueAtPercentile(50) / NANOS_PER_MILLI);
        figures.put("p99", histogram.getValueAtPercentile(99) / NANOS_PER_MILLI);
        figures.put("max", histogram.getMaxValue() / NANOS_PER_MILLI);
        figures.put("each second", (double) lots * lot / (total / 1e9));
        return figures;
    }
}
