package io.revocast.consumer.internal.replay;

import io.revocast.event.Receipt;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the last records stand whose keys could not be read. Thread-safe. */
public final class Quarantine {
    static final int CAPACITY = 100;

    private final Set<Receipt> positions = new LinkedHashSet<>();

    synchronized void add(Receipt position) {
        if (positions.add(position) && positions.size() > CAPACITY) {
            positions.remove(positions.iterator().next());
        }
    }

    public synchronized List<Receipt> positions() {
        return List.copyOf(positions);
    }
}
