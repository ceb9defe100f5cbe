package io.revocast.consumer;

import io.revocast.event.Receipt;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where the last records stand whose keys could not be read. Thread-safe. */
final class Quarantine {
    static final int CAPACITY = 100;

    private final Set<Receipt> positions = new LinkedHashSet<>();

    synchronized void add(Receipt position) {
        if (positions.add(position) && positions.size() > CAPACITY) {
            positions.remove(positions.iterator().next());
        }
    }

    synchronized List<Receipt> positions() {
        return List.copyOf(positions);
    }
}
