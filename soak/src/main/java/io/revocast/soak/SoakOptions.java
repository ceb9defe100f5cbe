package io.revocast.soak;

import java.time.Duration;

/**
 * What a soak is started with.
 *
 * @param duration of the faults; starting and checking come on top
 * @param seed of everything that is random
 * @param rate new revocations a second
 * @param instances processes that embed the library
 * @param faults regular expression that is found in the names of the faults to deal; empty for all
 */
record SoakOptions(Duration duration, long seed, int rate, int instances, String faults) {
    /** How old the instances' knowledge may be: short, so that many faults outlast it. */
    static final Duration MAX_STALENESS = Duration.ofSeconds(5);

    /** So short that entries expire while the soak runs. */
    static final Duration LONGEST_TOKEN_LIFETIME = Duration.ofMinutes(15);

    /** How long after a fault has healed everything may take to be as if it had never been. */
    static final Duration CONVERGENCE_LIMIT = Duration.ofSeconds(15);

    SoakOptions {
        require(!duration.isNegative() && !duration.isZero(), "--minutes must be positive: " + duration.toMinutes());
        require(rate >= 1 && rate <= 1000, "--rate must lie between 1 and 1000: " + rate);
        require(instances >= 1 && instances <= 20, "--instances must lie between 1 and 20: " + instances);
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
