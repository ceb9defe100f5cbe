package io.revocast.consumer.internal.replay;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits between attempts: doubling from 100 ms to 5 s, each shortened by up to half so that a fleet spreads out. */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(5);

    private Duration next = FIRST;

    Duration next() {
        Duration wait = next;
        next = wait.multipliedBy(2).compareTo(LONGEST) < 0 ? wait.multipliedBy(2) : LONGEST;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(wait.toMillis() / 2, wait.toMillis() + 1));
    }

    void reset() {
        next = FIRST;
    }
}
