package io.revocast.publisher.health;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Remembers since when there are alarms of each kind. Thread-safe. */
public final class AlarmTracker {
    private final Map<Alarm.Kind, Instant> since = new EnumMap<>(Alarm.Kind.class);
    private volatile List<Alarm> alarms = List.of();

    /** Learns of everything that is wrong at a time. A kind that is missing is over. */
    public synchronized void update(List<Alarm> found, Instant at) {
        Set<Alarm.Kind> kinds = found.stream().map(Alarm::kind).collect(Collectors.toSet());
        since.keySet().retainAll(kinds);
        kinds.forEach(kind -> since.putIfAbsent(kind, at));
        alarms = found.stream()
                .map(each -> each.since(since.getOrDefault(each.kind(), at)))
                .toList();
    }

    /** What was wrong at the last update. */
    public List<Alarm> alarms() {
        return alarms;
    }
}
