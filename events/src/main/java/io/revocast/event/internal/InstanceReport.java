package io.revocast.event.internal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What one instance of a service says about itself: which offsets it has applied, and whether it enforces them. A report
 * names no target and no token. Immutable.
 *
 * @param id who reports; the key of the record
 * @param run chosen at random when the list was built; two runs that alternate under one id are two instances
 * @param number counts the reports of a run, from 1
 * @param at when the report was composed, by the clock of the instance, in whole milliseconds
 * @param program where the instance runs, and what
 * @param list the state of the list
 * @param reader what the list is set to read and report; null in reports of releases that did not say
 * @param topicId the id of the topic that is read; null before the topic is reached
 * @param applied what is applied in each partition; empty before the topic is reached
 * @param epochs the leader epoch of the last record that was read, by partition. It shows of which log the offsets are,
 *     when a log lost its end. Missing where the list does not know it, and in reports of releases that did not say
 * @param replay which records were not read live; null in reports of releases that did not say
 * @param digest of the live revocations; null when the list keeps none
 * @param clockOffset how the clock of the instance differs from the broker's; null before it was measured
 * @param decoders what the starter covers, by name; empty without the starter
 */
public record InstanceReport(
        InstanceId id,
        UUID run,
        long number,
        Instant at,
        Program program,
        ListState list,
        @Nullable ReaderSettings reader,
        @Nullable String topicId,
        Map<Integer, Applied> applied,
        Map<Integer, Integer> epochs,
        @Nullable Replay replay,
        @Nullable Digest digest,
        @Nullable ClockOffset clockOffset,
        List<String> decoders) {
    /** The state of a list that was closed: the last report of a run. */
    public static final String CLOSED = "CLOSED";

    private static final int MAX_DECODERS = 32;
    private static final int MAX_PARTITIONS = 1_000;
    private static final int MAX_TEXT = 256;
    private static final Duration LONGEST_PERIOD = Duration.ofDays(1);

    /** Throws {@link IllegalArgumentException} for a value out of range; the message names the field. */
    public InstanceReport {
        require(number >= 1, "number must be at least 1");
        require(applied.size() <= MAX_PARTITIONS, "applied must have at most 1000 partitions");
        require(topicId != null || applied.isEmpty(), "applied needs a topic id");
        require(decoders.size() <= MAX_DECODERS, "decoders must be at most 32");
        decoders.forEach(decoder -> requireText("decoders", decoder));
        if (topicId != null) {
            requireText("topicId", topicId);
        }
        require(applied.keySet().containsAll(epochs.keySet()), "epochs must be of partitions in applied");
        require(epochs.values().stream().allMatch(epoch -> epoch >= 0), "epochs must not be negative");
        if (replay != null) {
            requireReached(replay.ends(), applied);
        }
        applied = Map.copyOf(applied);
        epochs = Map.copyOf(epochs);
        decoders = List.copyOf(decoders);
    }

    /** Returns whether this is the last report of its run. */
    public boolean hasLeft() {
        return list.state().equals(CLOSED);
    }

    /**
     * An instance of a service.
     *
     * @param service what the instances have in common, such as {@code payments}
     * @param instance unique within the service, such as a pod's name
     */
    public record InstanceId(String service, String instance) {
        /** Throws {@link IllegalArgumentException} unless both are 1 to 256 characters without control characters. */
        public InstanceId {
            requireText("service", service);
            requireText("instance", instance);
        }

        /** Returns {@code service/instance}. */
        @Override
        public String toString() {
            return service + "/" + instance;
        }
    }

    /**
     * Where an instance runs, and what.
     *
     * @param host the name of the machine or the container
     * @param version the version of the library
     */
    public record Program(String host, String version) {
        /** Throws {@link IllegalArgumentException} unless both are 1 to 256 characters without control characters. */
        public Program {
            requireText("host", host);
            requireText("version", version);
        }
    }

    /**
     * The state of a list and the settings that decide what it means.
     *
     * @param state the name of the list's state, such as {@code CURRENT}
     * @param entries live revocations, from 0
     * @param timeSinceProof the age of the last freshness proof when the report was composed; null before the first
     * @param failurePolicy the name of the failure policy, such as {@code DENY}
     * @param maxStaleness the greatest age of a freshness proof
     */
    public record ListState(
            String state,
            long entries,
            @Nullable Duration timeSinceProof,
            String failurePolicy,
            Duration maxStaleness) {
        /** Throws {@link IllegalArgumentException} for a negative number or duration, and for text out of range. */
        public ListState {
            requireText("state", state);
            requireText("failurePolicy", failurePolicy);
            require(entries >= 0, "entries must not be negative");
            require(timeSinceProof == null || !timeSinceProof.isNegative(), "timeSinceProof must not be negative");
            require(!maxStaleness.isNegative(), "maxStaleness must not be negative");
        }
    }

    /**
     * The settings by which a list reads and reports.
     *
     * @param topic the name of the topic of revocations
     * @param period the time after which a report is repeated although nothing changed
     */
    public record ReaderSettings(String topic, Duration period) {
        /** Throws {@link IllegalArgumentException} for text out of range, and unless the period is at most a day. */
        public ReaderSettings {
            requireText("topic", topic);
            require(
                    !period.isNegative() && period.compareTo(LONGEST_PERIOD) <= 0,
                    "period must be at most a day and not negative");
        }
    }

    /**
     * Which records of the topic were read before the list was current: none of them was applied live.
     *
     * @param number 1 for the replay with which the run started; more when the run has read a log again from its start
     * @param ends the offset at which the last replay ended, by partition; empty while it runs
     */
    public record Replay(int number, Map<Integer, Long> ends) {
        /** Throws {@link IllegalArgumentException} for a number below 1 and for a negative offset. */
        public Replay {
            require(number >= 1, "the number of a replay must be at least 1");
            require(ends.values().stream().allMatch(end -> end >= 0), "ends of a replay must not be negative");
            ends = Map.copyOf(ends);
        }

        /** Returns whether a record was read after the replay, and so was applied live. */
        public boolean isBefore(int partition, long offset) {
            Long end = ends.get(partition);
            return end != null && offset >= end;
        }
    }

    /**
     * What is applied in a partition.
     *
     * @param next the offset after the last applied record, heartbeats included, from 0
     * @param last the offset of the last applied record that is no heartbeat; -1 when there is none. Two instances
     *     with the same value have applied the same events
     * @param at when {@code last} was applied, by the clock of the instance, in whole milliseconds; every earlier
     *     record was applied no later
     */
    public record Applied(long next, long last, Instant at) {
        /** Throws {@link IllegalArgumentException} for offsets that cannot be. */
        public Applied {
            require(next >= 0, "next must not be negative");
            require(last >= -1 && last < next, "last must lie below next");
        }
    }

    /**
     * A sum over the key, the expiry and the cut-offs of the live revocations. Two lists that have applied the same
     * offsets have the same sum.
     *
     * @param from the sum covers what expires at or after this full hour
     * @param sum wraps around
     * @param settings a hash of the settings that decide which revocations a list keeps; digests with other settings
     *     are not comparable
     */
    public record Digest(Instant from, long sum, long settings) {}

    /**
     * The clock of the instance, measured with a record that the broker stamped.
     *
     * @param toBroker what to add to a time of the instance to get the broker's, in whole milliseconds; negative when
     *     the clock of the instance is ahead
     * @param uncertainty the true offset differs by this at most, in whole milliseconds
     */
    public record ClockOffset(Duration toBroker, Duration uncertainty) {
        /** Throws {@link IllegalArgumentException} for a negative uncertainty. */
        public ClockOffset {
            require(!uncertainty.isNegative(), "uncertainty must not be negative");
        }
    }

    private static void requireReached(Map<Integer, Long> ends, Map<Integer, Applied> applied) {
        ends.forEach((partition, end) -> {
            Applied reached = applied.get(partition);
            require(reached != null && end <= reached.next(), "a replay must end at or before what is applied");
        });
    }

    private static void requireText(String field, String text) {
        require(
                !text.isEmpty() && text.length() <= MAX_TEXT && text.chars().noneMatch(Character::isISOControl),
                field + " must have 1 to " + MAX_TEXT + " characters and no control character");
    }

    private static void require(boolean condition, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(rule);
        }
    }
}
