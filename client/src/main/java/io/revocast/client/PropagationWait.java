package io.revocast.client;

import java.time.Duration;

/**
 * Which instances to wait for, and how long. Immutable.
 *
 * @param goal {@code all}, a share such as {@code 95%}, or {@code service:} and the name of a service
 * @param timeout from 1 ms to 30 s, in whole milliseconds
 */
public record PropagationWait(String goal, Duration timeout) {
    /** The longest time that a publisher waits. */
    public static final Duration LONGEST = Duration.ofSeconds(30);

    /** Throws {@link IllegalArgumentException} for a timeout out of range. The publisher checks the goal. */
    public PropagationWait {
        if (goal.isEmpty()) {
            throw new IllegalArgumentException("goal must not be empty: all, a share such as 95%, or service:NAME");
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout must be from 1 ms to 30 s: " + timeout);
        }
    }

    /** Waits for every instance that has not left. */
    public static PropagationWait all(Duration timeout) {
        return new PropagationWait("all", timeout);
    }

    /**
     * Waits for a share of the instances.
     *
     * @param percent from 1 to 100
     */
    public static PropagationWait percent(int percent, Duration timeout) {
        return new PropagationWait(percent + "%", timeout);
    }

    /** Waits for every instance of one service. */
    public static PropagationWait service(String service, Duration timeout) {
        return new PropagationWait("service:" + service, timeout);
    }
}
