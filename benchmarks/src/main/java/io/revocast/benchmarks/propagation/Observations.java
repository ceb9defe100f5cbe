package io.revocast.benchmarks.propagation;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/** When each reader saw each event, by {@link System#nanoTime}. Thread-safe. */
final class Observations {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final double NANOS_PER_MILLI = 1e6;

    private final int events;
    private final AtomicLongArray times;
    private final CountDownLatch missing;

    Observations(int events, int readers) {
        this.events = events;
        times = new AtomicLongArray(events * readers);
        missing = new CountDownLatch(events * readers);
    }

    /** Notes that a reader sees an event now. Only the first time counts. */
    void saw(int reader, int event) {
        if (times.compareAndSet(reader * events + event, 0, System.nanoTime())) {
            missing.countDown();
        }
    }

    /** Waits until every reader saw every event; then returns how long that took, in milliseconds. */
    Map<String, Double> figures(Arrivals arrivals, String histogramFile) throws InterruptedException, IOException {
        if (!missing.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException(missing.getCount() + " observations are missing");
        }
        Histogram histogram = new Histogram(3);
        for (int i = 0; i < times.length(); i++) {
            histogram.recordValue(times.get(i) - arrivals.planned(i % events));
        }
        if (!histogramFile.isEmpty()) {
            try (PrintStream out = new PrintStream(Path.of(histogramFile).toFile(), StandardCharsets.UTF_8)) {
                histogram.outputPercentileDistribution(out, NANOS_PER_MILLI);
            }
        }
        Map<String, Double> figures = new TreeMap<>();
        figures.put("p50", histogram.getValueAtPercentile(50) / NANOS_PER_MILLI);
        figures.put("p99", histogram.getValueAtPercentile(99) / NANOS_PER_MILLI);
        figures.put("p99.9", histogram.getValueAtPercentile(99.9) / NANOS_PER_MILLI);
        figures.put("max", histogram.getMaxValue() / NANOS_PER_MILLI);
        return figures;
    }
}
