package io.revocast.consumer;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start, by name. Any thread may count. */
final class Counters {
    final LongAdder notRevoked = new LongAdder();
    final LongAdder revoked = new LongAdder();
    final LongAdder appliedRevoke = new LongAdder();
    private final Map<String, LongAdder> others = new ConcurrentHashMap<>();

    void count(String name) {
        count(name, 1);
    }

    void count(String name, long times) {
        named(name).add(times);
    }

    LongAdder named(String name) {
        return others.computeIfAbsent(name, unused -> new LongAdder());
    }

    Map<String, Long> snapshot() {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("checks.not_revoked", notRevoked.sum());
        counts.put("checks.revoked", revoked.sum());
        counts.put("events.applied.revoke", appliedRevoke.sum());
        others.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }
}
