package io.revocast.soak;

import java.time.Duration;
import java.util.Random;

/**
 * Something that goes wrong for a while.
 *
 * @param shortest how long it lasts at least, before it is healed
 * @param longest how long it lasts at most
 */
record Fault(String name, Duration shortest, Duration longest, Injection injection) {

    /** Breaks something. */
    @FunctionalInterface
    interface Injection {
        /** Returns what repairs it again, and waits until it is repaired. */
        Healing inject(Fleet fleet, Random random) throws InterruptedException;
    }

    /** Repairs what was broken. */
    @FunctionalInterface
    interface Healing {
        void heal() throws InterruptedException, NotHealedException;
    }

    Duration duration(Random random) {
        long spread = longest.minus(shortest).toMillis();
        return shortest.plusMillis(spread == 0 ? 0 : random.nextInt((int) spread));
    }
}
