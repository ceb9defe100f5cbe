package io.revocast.publisher.fleet.history;

import io.revocast.event.Target;
import io.revocast.publisher.append.CanaryIssuer;
import org.jspecify.annotations.Nullable;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many changes the publisher applied in each step of the last hour, by issuer. A step is known only when the
 * publisher was current during all of it and saw every change. Canaries do not count. Thread-safe.
 */
public final class ChangeRates {
    /** The value of a step that is not known. */
    public static final int UNKNOWN = -1;

    /** A step with more issuers is not known to a caller that may see only some. */
    static final int MOST_ISSUERS = 64;

    /** One more than the steps that are shown: the present step is not. */
    private final @Nullable Step[] ring = new @Nullable Step[TimeSteps.COUNT + 1];

    private final InstantSource brokers;
    private boolean current;

    /** What is counted. */
    public enum Change {
        /** Tokens that were accepted are refused. */
        REVOKED,
        /** Tokens that were refused are accepted. */
        REINSTATED
    }

    private static final class Counts {
        private static final Counts NONE = new Counts();

        private int revoked;
        private int reinstated;

        void add(Change change) {
            if (change == Change.REVOKED) {
                revoked++;
            } else {
                reinstated++;
            }
        }

        int of(Change change) {
            return change == Change.REVOKED ? revoked : reinstated;
        }
    }

    private static final class Step {
        private final long number;
        private final Counts all = new Counts();
        private final Map<String, Counts> byIssuer = new HashMap<>();
        private boolean complete;
        private boolean crowded;

        Step(long number, boolean complete) {
            this.number = number;
            this.complete = complete;
        }

        void count(Change change, String issuer) {
            all.add(change);
            if (!byIssuer.containsKey(issuer) && byIssuer.size() >= MOST_ISSUERS) {
                crowded = true;
                return;
            }
            byIssuer.computeIfAbsent(issuer, unused -> new Counts()).add(change);
        }

        int value(Change change, Set<String> issuers) {
            if (!complete || (crowded && !issuers.isEmpty())) {
                return UNKNOWN;
            }
            return issuers.isEmpty()
                    ? all.of(change)
                    : issuers.stream()
                            .mapToInt(issuer ->
                                    byIssuer.getOrDefault(issuer, Counts.NONE).of(change))
                            .sum();
        }
    }

    /**
     * Makes one that knows nothing.
     *
     * @param brokers the brokers' time
     */
    public ChangeRates(InstantSource brokers) {
        this.brokers = brokers;
    }

    /** Counts a change that the publisher has just applied. */
    public synchronized void count(Change change, Target target) {
        if (!CanaryIssuer.owns(target)) {
            step().count(change, target.issuer());
        }
    }

    /** Learns whether the publisher is current. The step in which that changes is not known. */
    public synchronized void current(boolean now) {
        if (now != current) {
            current = now;
            step().complete = false;
        }
    }

    /** Learns that changes were applied and not counted, within the length of a step. */
    public synchronized void missed() {
        Step now = step();
        now.complete = false;
        Step before = ring[Math.floorMod(now.number - 1, ring.length)];
        if (before != null && before.number == now.number - 1) {
            before.complete = false;
        }
    }

    /** Learns that time passes. Call it more often than once a step: a step without a call is not known. */
    public synchronized void tick() {
        Step now = step();
        now.complete &= current;
    }

    private Step step() {
        long number = TimeSteps.of(brokers.instant());
        int place = Math.floorMod(number, ring.length);
        Step found = ring[place];
        if (found == null || found.number != number) {
            found = new Step(number, current);
            ring[place] = found;
        }
        return found;
    }

    /**
     * Returns the counts of {@link TimeSteps#COUNT} steps, {@link #UNKNOWN} where the count is not known.
     *
     * @param first the number of the first step
     * @param issuers whose changes count; all when there are none
     */
    public synchronized int[] series(Change change, long first, Set<String> issuers) {
        int[] series = new int[TimeSteps.COUNT];
        Arrays.setAll(series, index -> {
            Step step = ring[Math.floorMod(first + index, ring.length)];
            return step == null || step.number != first + index ? UNKNOWN : step.value(change, issuers);
        });
        return series;
    }
}
