package io.revocast.benchmarks.harness;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Interleaved trials. Each round runs every trial once, and every other round runs them in reverse. A machine that slows
 * down or warms up thus affects all of them alike.
 */
public final class Rounds {
    private final Map<String, List<Map<String, Double>>> samples = new LinkedHashMap<>();

    private Rounds() {}

    /** Runs the same trials in each round; says on standard error what it is at. */
    public static Rounds run(int rounds, List<Trial> trials) throws InterruptedException {
        return run(Collections.nCopies(rounds, trials));
    }

    /** Runs rounds of trials, whose arguments may differ from round to round. */
    public static Rounds run(List<List<Trial>> rounds) throws InterruptedException {
        Rounds result = new Rounds();
        for (int round = 0; round < rounds.size(); round++) {
            List<Trial> order = new ArrayList<>(rounds.get(round));
            if (round % 2 == 1) {
                Collections.reverse(order);
            }
            for (Trial trial : order) {
                System.err.printf("round %d of %d: %s%n", round + 1, rounds.size(), trial.name());
                result.samples
                        .computeIfAbsent(trial.name(), unused -> new ArrayList<>())
                        .add(FreshJvm.run(trial));
            }
        }
        return result;
    }

    /** The median of a figure; the mean of the middle two when the rounds are even. */
    public double median(String trial, String figure) {
        double[] sorted = sorted(trial, figure);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** The smallest. */
    public double min(String trial, String figure) {
        return sorted(trial, figure)[0];
    }

    /** The largest. */
    public double max(String trial, String figure) {
        double[] sorted = sorted(trial, figure);
        return sorted[sorted.length - 1];
    }

    /** Every round's figures, by trial. */
    public Map<String, List<Map<String, Double>>> samples() {
        return Collections.unmodifiableMap(samples);
    }

    private double[] sorted(String trial, String figure) {
        List<Map<String, Double>> rounds = samples.getOrDefault(trial, List.of());
        double[] values = rounds.stream()
                .mapToDouble(round -> round.getOrDefault(figure, Double.NaN))
                .sorted()
                .toArray();
        if (values.length == 0 || Double.isNaN(values[values.length - 1])) {
            throw new IllegalArgumentException("trial " + trial + " has no figure " + figure);
        }
        return values;
    }
}
