package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * The state, size and age of a list at one moment, for health endpoints and metrics. Immutable.
 *
 * @param replayThreadAlive whether the replay thread lives and has completed a round within the last two minutes. A
 *     liveness endpoint asks for this alone: it does not depend on Kafka
 * @param listenerThreadAlive whether the thread lives that notifies listeners and logs state changes; false before the
 *     start and after the end
 * @param initialReplayComplete whether the first replay has finished, which a readiness endpoint asks for; never turns
 *     false again
 * @param cause why the list is not current, or what is wrong with the topic, for people; null when nothing is wrong
 * @param topicVerified whether the topic's settings were read and are the required ones. {@code cause} says what
 *     differs
 * @param entries live revocations, including those that have just expired
 * @param maxEntries the greatest number of entries; {@link Long#MAX_VALUE} when unlimited
 * @param lagRecords records below the last known end of the log that are not applied yet
 * @param replayDuration how long the last replay took that read the log from its beginning to its end; null before the
 *     first has finished
 * @param timeSinceFreshnessProof the age of the last proof that {@link Freshness} requires; null before the first proof
 * @param heartbeatAge the age of the last heartbeat in the partition that was silent longest; null before the first.
 *     Under {@link Freshness#PROBE} it is information only. A recent freshness proof beside old heartbeats means that
 *     the publishers are down, or that this reader is cut off together with a replaced leader
 * @param clockSkew how far the clock of this machine is ahead of the broker's, from the record that arrived fastest;
 *     null before the first heartbeat
 * @param counters what the list has counted since it was built
 */
public record Status(
        State state,
        boolean replayThreadAlive,
        boolean listenerThreadAlive,
        boolean initialReplayComplete,
        @Nullable String cause,
        boolean topicVerified,
        long entries,
        long maxEntries,
        long lagRecords,
        @Nullable Duration replayDuration,
        @Nullable Duration timeSinceFreshnessProof,
        @Nullable Duration heartbeatAge,
        @Nullable Duration clockSkew,
        Counters counters) {}
