package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/**
 * When something is sent. Time is counted from the moment that was planned, so that nothing is left out while what
 * was sent before holds up the sender.
 */
final class Arrivals {
    private static final double NANOS = 1e9;

    private final long[] plan;
    private volatile long began;

    private Arrivals(long[] plan) {
        this.plan = plan;
    }

    /**
     * Plans {@code events}, {@code rate} a second on average: when {@code arrivals} is {@code poisson}, each by itself;
     * when it is {@code bursts}, a second's worth of them at once.
     */
    static Arrivals plan(Arguments arguments) {
        long[] plan = new long[arguments.number("events")];
        double rate = arguments.number("rate");
        SplittableRandom random = new SplittableRandom(1);
        double at = 0;
        for (int i = 0; i < plan.length; i++) {
            at = switch (arguments.text("arrivals")) {
                case "poisson" -> at - Math.log(1 - random.nextDouble()) / rate * NANOS;
                case "bursts" -> Math.floor(i / rate) * NANOS;
                default ->
                    throw new IllegalArgumentException(
                            "arrivals must be poisson or bursts: " + arguments.text("arrivals"));
            };
            plan[i] = (long) at;
        }
        return new Arrivals(plan);
    }

    int count() {
        return plan.length;
    }

    /** When an event was planned, as {@link System#nanoTime} has it. Only after {@link #run} has begun. */
    long planned(int event) {
        return began + plan[event];
    }

    /** Calls for each event at its time, or as soon as the call before has returned. */
    void run(IntConsumer send) {
        began = System.nanoTime();
        for (int event = 0; event < plan.length; event++) {
            for (long wait = planned(event) - System.nanoTime(); wait > 0; wait = planned(event) - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            send.accept(event);
        }
    }
}
