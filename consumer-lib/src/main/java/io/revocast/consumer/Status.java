package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/**
 * What a list can tell about itself at one moment, for health endpoints and metrics. Immutable.
 *
 * @param alive whether the replay thread lives and has come round within two minutes, which is all that liveness may ask:
 *     it does not depend on Kafka
 * @param listenerThreadAlive whether the thread lives that notifies listeners and logs state changes; false before the
 *     start and after the end
 * @param replayed whether the first replay has finished, which is what readiness should ask; never turns false again
 * @param cause in plain words why the list is not current, or what is wrong with the topic; null when all is well
 * @param entries live revocations, with those whose time has just passed
 * @param lagRecords records below the last known end of the log that are not applied yet
 * @param age since freshness was last proved, by what {@link Freshness} asks for; null before the first time
 * @param heartbeatAge since the publishers' last sign of life was sent, in the partition that was silent longest; null
 *     before the first. Under {@link Freshness#PROBE} it is information: a young age beside old heartbeats means that
 *     the publishers are down, or that this reader is cut off together with a leader that was replaced
 * @param clockSkew how far this machine's clock is ahead of the broker's, with the shortest way of the last records; null
 *     before the first heartbeat
 * @param counters what happened since the start, by name: {@code checks.*}, {@code events.applied.*},
 *     {@code events.dropped.*}, {@code events.failed}, {@code events.heartbeats}, {@code events.ignored.*},
 *     {@code heap.exhausted}, {@code listener.dropped}, {@code listener.failed}, {@code log.failed}, {@code reconnects}
 */
public record Status(
        State state,
        boolean alive,
        boolean listenerThreadAlive,
        boolean replayed,
        @Nullable String cause,
        long entries,
        long lagRecords,
        @Nullable Duration age,
        @Nullable Duration heartbeatAge,
        @Nullable Duration clockSkew,
        Map<String, Long> counters) {

    public Status {
        counters = Map.copyOf(counters);
    }
}
