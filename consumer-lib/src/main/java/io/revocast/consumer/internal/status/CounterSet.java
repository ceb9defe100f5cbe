package io.revocast.consumer.internal.status;

import io.revocast.consumer.Counters;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The counters of one list. Any thread may count. */
public final class CounterSet {
    public final LongAdder notRevoked;
    public final LongAdder revoked;
    public final LongAdder appliedRevoke;
    private final Map<String, LongAdder> counters;

    public CounterSet() {
        Map<String, LongAdder> all = new HashMap<>();
        Counters.names().forEach(name -> all.put(name, new LongAdder()));
        counters = Map.copyOf(all);
        notRevoked = named(Counters.CHECKS_NOT_REVOKED);
        revoked = named(Counters.CHECKS_REVOKED);
        appliedRevoke = named(Counters.EVENTS_APPLIED_REVOKE);
    }

    public void count(String name) {
        count(name, 1);
    }

    public void count(String name, long times) {
        named(name).add(times);
    }

    /** Returns a counter; throws {@link IllegalArgumentException} when {@link Counters#names} does not have it. */
    public LongAdder named(String name) {
        LongAdder counter = counters.get(name);
        if (counter == null) {
            throw new IllegalArgumentException("there is no counter " + name);
        }
        return counter;
    }

    public Counters snapshot() {
        Map<String, Long> values = new HashMap<>();
        counters.forEach((name, counter) -> values.put(name, counter.sum()));
        return new Counters(values);
    }
}
