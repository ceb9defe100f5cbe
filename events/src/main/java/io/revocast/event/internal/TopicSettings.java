package io.revocast.event.internal;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How the revocation topic must be set up, so that the log keeps every live revocation and nothing for ever.
 *
 * <p>Immutable.
 *
 * @param topic the topic's name
 * @param partitions from 1; never changed while the topic lives, because keys would move
 * @param replicationFactor from 1; with 3 or more, two replicas must confirm each event
 * @param longestTokenLifetime the longest time between {@code iat} and {@code exp} of any token that services accept
 * @param margin how long a revocation is kept past its {@code expiresAt}, in whole seconds up to 1 h. No verifier may
 *     accept tokens for longer past their {@code exp}
 * @see <a href="https://kafka.apache.org/documentation/#topicconfigs">Kafka's topic settings</a>
 */
public record TopicSettings(
        String topic, int partitions, int replicationFactor, Duration longestTokenLifetime, Duration margin) {
    /** The topic that publishers write and readers replay unless told otherwise. */
    public static final String DEFAULT_TOPIC = "revocast.revocations";

    /**
     * The margin unless another is set: JWT libraries accept a token up to 60 s past {@code exp}, and clocks differ.
     */
    public static final Duration DEFAULT_MARGIN = Duration.ofMinutes(2);

    /** The longest margin. */
    public static final Duration MAX_MARGIN = Duration.ofHours(1);

    /** The longest token lifetime that publishers and readers assume unless told otherwise. */
    public static final Duration DEFAULT_LONGEST_TOKEN_LIFETIME = Duration.ofDays(1);

    /** What Kafka's own brokers and clients check. */
    private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private static final int MAX_MESSAGE_BYTES = 128 * 1024;
    private static final int MIN_MESSAGE_BYTES = 8 * 1024;

    public TopicSettings {
        requireName("topic", topic);
        if (partitions < 1 || replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "partitions and replicationFactor must be positive: " + partitions + ", " + replicationFactor);
        }
        requireLongestTokenLifetime(longestTokenLifetime);
        requireMargin(margin);
    }

    /** The settings of a topic with the {@link #DEFAULT_MARGIN}. */
    public TopicSettings(String topic, int partitions, int replicationFactor, Duration longestTokenLifetime) {
        this(topic, partitions, replicationFactor, longestTokenLifetime, DEFAULT_MARGIN);
    }

    /**
     * Throws {@link IllegalArgumentException} for a name that no Kafka topic can have.
     *
     * @param option what the name was given as, for the message
     */
    public static void requireName(String option, String name) {
        if (name.equals(".") || name.equals("..") || !TOPIC_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(option + " must be a name that Kafka allows, 1 to 249 characters of "
                    + "a-z, A-Z, 0-9, '.', '_' and '-', and neither \".\" nor \"..\": "
                    + (name.length() <= 249 ? "\"" + name + "\"" : name.length() + " characters"));
        }
    }

    /** Throws {@link IllegalArgumentException} for a lifetime that no topic is set up for. */
    public static void requireLongestTokenLifetime(Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(Duration.ofDays(3650)) > 0) {
            throw new IllegalArgumentException("longestTokenLifetime must lie between PT1S and 3650 days: " + lifetime);
        }
    }

    /** Throws {@link IllegalArgumentException} for a margin that no topic is set up for. */
    public static void requireMargin(Duration margin) {
        if (margin.isNegative()
                || margin.compareTo(MAX_MARGIN) > 0
                || !margin.equals(Duration.ofSeconds(margin.toSeconds()))) {
            throw new IllegalArgumentException("margin must lie between PT0S and " + MAX_MARGIN + " in whole seconds: "
                    + margin + "; set it to the longest leeway of any verifier, or longer");
        }
    }

    /** How long the log must keep an event: the longest lifetime, the margin, and a quarter (at least 1 h) more. */
    public Duration retention() {
        Duration quarter = longestTokenLifetime.dividedBy(4);
        Duration hour = Duration.ofHours(1);
        return compactionLag().plus(quarter.compareTo(hour) > 0 ? quarter : hour);
    }

    private Duration compactionLag() {
        return longestTokenLifetime.plus(margin);
    }

    /** The longest lifetime that a retention is enough for. */
    private Duration lifetimeOfRetention(long millis) {
        Duration kept = Duration.ofMillis(millis).minus(margin);
        Duration hour = Duration.ofHours(1);
        Duration byQuarter = kept.multipliedBy(4).dividedBy(5);
        return byQuarter.dividedBy(4).compareTo(hour) > 0 ? byQuarter : kept.minus(hour);
    }

    private Duration lifetimeOfLag(Comparison found) {
        return Duration.ofMillis(found.millis("min.compaction.lag.ms")).minus(margin);
    }

    /** Names both sides of a lifetime that readers and publishers do not agree on. */
    private String lifetimes(Duration enough) {
        String topicFits = enough.compareTo(Duration.ofSeconds(1)) < 0
                ? "for no token"
                : "for tokens that live " + enough.truncatedTo(ChronoUnit.SECONDS) + " at most";
        return ". longestTokenLifetime is " + longestTokenLifetime + " here, and this topic is set up " + topicFits
                + "; give readers (longestTokenLifetime) and publishers (tokens.longest-lifetime) the same value";
    }

    private int minInsyncReplicas() {
        return replicationFactor >= 3 ? 2 : 1;
    }

    /** The settings that a new topic is created with, by Kafka's names. */
    public Map<String, String> configs() {
        return Map.ofEntries(
                Map.entry("cleanup.policy", "compact,delete"),
                Map.entry("retention.ms", Long.toString(retention().toMillis())),
                Map.entry("retention.bytes", "-1"),
                Map.entry("message.timestamp.type", "LogAppendTime"),
                Map.entry("min.insync.replicas", Integer.toString(minInsyncReplicas())),
                Map.entry("unclean.leader.election.enable", "false"),
                Map.entry("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES)),
                Map.entry("min.compaction.lag.ms", Long.toString(compactionLag().toMillis())),
                Map.entry("segment.ms", Long.toString(Duration.ofHours(1).toMillis())),
                Map.entry("segment.bytes", Integer.toString(128 * 1024 * 1024)));
    }

    /**
     * Compares the effective settings of an existing topic with what correctness needs. Only what could lose a live
     * revocation or let it be lost counts; the rest is the operator's business.
     *
     * @param effective settings by Kafka's names, inherited values included
     * @return what differs; empty when the topic may be used
     */
    public List<Difference> differences(Map<String, String> effective) {
        Comparison found = new Comparison(effective);
        found.check(
                "cleanup.policy",
                value -> Set.of(value.replace(" ", "").split(",", -1)).equals(Set.of("compact", "delete")),
                "compact,delete",
                "compaction bounds the log by key, deletion by age; either alone loses or hoards");
        found.check(
                "retention.ms",
                value -> Long.parseLong(value) == -1
                        || Long.parseLong(value) >= retention().toMillis(),
                "at least " + retention().toMillis(),
                "a shorter retention deletes revocations of tokens that are still accepted"
                        + lifetimes(lifetimeOfRetention(found.millis("retention.ms"))));
        found.check("retention.bytes", "-1"::equals, "-1", "a size limit deletes live revocations when it is reached");
        found.check(
                "message.timestamp.type",
                "LogAppendTime"::equals,
                "LogAppendTime",
                "with CreateTime a producer's clock decides when an event is deleted");
        found.check(
                "min.insync.replicas",
                value -> Integer.parseInt(value) >= minInsyncReplicas(),
                "at least " + minInsyncReplicas(),
                "an event that one broker confirmed is lost with that broker");
        found.check(
                "unclean.leader.election.enable",
                "false"::equals,
                "false",
                "a replica that lags would drop confirmed events when it is elected");
        found.check(
                "max.message.bytes",
                value -> Integer.parseInt(value) >= MIN_MESSAGE_BYTES && Integer.parseInt(value) <= MAX_MESSAGE_BYTES,
                "between " + MIN_MESSAGE_BYTES + " and " + MAX_MESSAGE_BYTES,
                "an event must fit, and a giant record must not");
        found.check(
                "min.compaction.lag.ms",
                value -> Long.parseLong(value) >= compactionLag().toMillis(),
                "at least " + compactionLag().toMillis(),
                "a garbage record would otherwise erase a live revocation for a reader that restarts"
                        + (found.has("retention.ms") ? "" : lifetimes(lifetimeOfLag(found))));
        return found.differences;
    }

    /**
     * One setting of an existing topic that is not as it must be. Immutable.
     *
     * @param setting Kafka's name
     * @param actual the effective value
     * @param wanted what would do
     * @param why what may happen otherwise
     */
    public record Difference(String setting, String actual, String wanted, String why) {
        @Override
        public String toString() {
            return setting + " is " + actual + "; want " + wanted + ": " + why;
        }
    }

    private static final class Comparison {
        private final Map<String, String> effective;
        private final List<Difference> differences = new ArrayList<>();

        Comparison(Map<String, String> effective) {
            this.effective = effective;
        }

        void check(String setting, Predicate<String> rule, String wanted, String why) {
            String actual = effective.getOrDefault(setting, "not set");
            if (!satisfies(actual, rule)) {
                differences.add(new Difference(setting, actual, wanted, why));
            }
        }

        boolean has(String setting) {
            return differences.stream().anyMatch(difference -> difference.setting.equals(setting));
        }

        /** The value of a setting in milliseconds; 0 when it is no such number. */
        long millis(String setting) {
            try {
                return Long.parseLong(effective.getOrDefault(setting, "0"));
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        private static boolean satisfies(String actual, Predicate<String> rule) {
            try {
                return rule.test(actual);
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }
}
