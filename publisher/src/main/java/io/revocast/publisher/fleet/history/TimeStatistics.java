package io.revocast.publisher.fleet.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts times in milliseconds, of which none exceeds {@link WaveRecorder#LONGEST}. Its answers are exact. Not thread-safe. */
public final class TimeStatistics {
    private static final int FIRST_SIZE = 64;

    /** By the milliseconds. */
    private int[] counts = new int[FIRST_SIZE];

    private int count;
    private int greatest;

    /** Counts the times of waves. */
    public static TimeStatistics of(List<Wave> waves) {
        TimeStatistics statistics = new TimeStatistics();
        waves.forEach(wave -> wave.times().forEach((service, millis) -> statistics.add(millis)));
        return statistics;
    }

    /** Counts a time. */
    public void add(int millis) {
        if (millis >= counts.length) {
            counts = Arrays.copyOf(counts, 2 * Math.max(millis, counts.length));
        }
        counts[millis]++;
        count++;
        greatest = Math.max(greatest, millis);
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** The greatest one; 0 without any. */
    public int greatest() {
        return greatest;
    }

    /** Returns the time that a share of all times does not exceed. There must be one. */
    public int quantile(double share) {
        int rank = Math.max(1, (int) Math.ceil(share * count));
        int sum = 0;
        for (int millis = 0; millis < counts.length; millis++) {
            sum += counts[millis];
            if (sum >= rank) {
                return millis;
            }
        }
        throw new IllegalStateException("there must be a time: " + count);
    }

    /** Some of the times: those from {@code fromMillis} to before {@code toMillis}. */
    public record Bucket(int fromMillis, int toMillis, int count) {}

    /** Returns the histogram up to the greatest time: each bucket is as wide as all before it. */
    public List<Bucket> histogram() {
        List<Bucket> buckets = new ArrayList<>();
        int from = 0;
        int to = 1;
        while (count > 0 && from <= greatest) {
            int upTo = Math.min(to, counts.length);
            buckets.add(new Bucket(from, to, Arrays.stream(counts, from, upTo).sum()));
            from = to;
            to *= 2;
        }
        return buckets;
    }
}
