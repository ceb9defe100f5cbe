package io.revocast.publisher.fleet.history;

import java.util.Arrays;
import java.util.function.ObjIntConsumer;

/** How long some instances took to apply a revocation, the fastest first. Immutable. */
public final class WaveTimes {
    private final int[] millis;
    private final String[] services;

    private WaveTimes(int[] millis, String[] services) {
        this.millis = millis;
        this.services = services;
    }

    /** Copies the first times, which fit into an int, and their services, and sorts them. */
    static WaveTimes of(long[] millis, String[] services, int count) {
        long[] order = new long[count];
        Arrays.setAll(order, index -> (millis[index] << Integer.SIZE) + index);
        Arrays.sort(order);
        int[] sorted = new int[count];
        String[] named = new String[count];
        for (int i = 0; i < count; i++) {
            sorted[i] = (int) (order[i] >>> Integer.SIZE);
            named[i] = services[(int) order[i]];
        }
        return new WaveTimes(sorted, named);
    }

    /** How many there are. */
    public int count() {
        return millis.length;
    }

    /**
     * Returns the time by which a share of the instances had applied the revocation: 0 for the first, 1 for the last.
     * There must be one.
     */
    public int quantile(double share) {
        return millis[Math.max(1, (int) Math.ceil(share * millis.length)) - 1];
    }

    /** Hands each time over, with its service. */
    public void forEach(ObjIntConsumer<String> action) {
        for (int i = 0; i < millis.length; i++) {
            action.accept(services[i], millis[i]);
        }
    }
}
