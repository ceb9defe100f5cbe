package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/**
 * What a list can tell about itself at one moment, for health endpoints and metrics. Immutable.
 *
 * @param replayed whether the first replay has finished, which is what readiness should ask; never turns false again
 * @param cause in plain words why the list is not current, or what is wrong with the topic; null when all is well
 * @param entries live revocations, with those whose time has just passed
 * @param lagRecords records below the last known end of the log that are not applied yet
 * @param age since freshness was last proved; null before the first time
 * @param counters what happened since the start, by name: {@code checks.*}, {@code events.applied.*},
 *     {@code events.ignored.*}, {@code listener.dropped}, {@code reconnects}
 */
public record Status(
        State state,
        boolean replayed,
        @Nullable String cause,
        long entries,
        long lagRecords,
        @Nullable Duration age,
        Map<String, Long> counters) {

    public Status {
        counters = Map.copyOf(counters);
    }
}
