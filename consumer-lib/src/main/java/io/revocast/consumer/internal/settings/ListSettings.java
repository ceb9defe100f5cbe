package io.revocast.consumer.internal.settings;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Freshness;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationListener;
import io.revocast.event.internal.ReportCodec;
import io.revocast.event.internal.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Everything a list is built with, checked. The builder is the only maker. */
public record ListSettings(
        Source source,
        Policy policy,
        Time time,
        List<RevocationListener> listeners,
        boolean keepOrigins,
        @Nullable Reporting reporting) {

    /** Throws {@link IllegalArgumentException} when reports would stand among the revocations. */
    public ListSettings {
        listeners = List.copyOf(listeners);
        if (reporting != null && reporting.topic().equals(source.topic())) {
            throw new IllegalArgumentException("topic of reports must not be the topic of revocations: "
                    + source.topic() + "; the default is " + ReportCodec.DEFAULT_TOPIC);
        }
    }

    /** Settings of a list that does not report. */
    public ListSettings(
            Source source, Policy policy, Time time, List<RevocationListener> listeners, boolean keepOrigins) {
        this(source, policy, time, listeners, keepOrigins, null);
    }

    /** Where the events come from. Its {@code toString} leaves out the values: they may hold passwords. */
    public record Source(String topic, Map<String, String> kafkaProperties) {
        public Source {
            TopicSettings.requireName("topic", topic);
            kafkaProperties = ReaderProperties.check(kafkaProperties);
        }

        public String bootstrapServers() {
            return kafkaProperties.getOrDefault("bootstrap.servers", "");
        }

        @Override
        public String toString() {
            return "Source[topic=" + topic + ", bootstrapServers=" + bootstrapServers() + "]";
        }
    }

    /** When to trust, and what to do when trust is gone. */
    public record Policy(
            Duration maxStaleness,
            Freshness freshness,
            FailurePolicy failurePolicy,
            Duration longestTokenLifetime,
            long maxEntries,
            Duration watchInterval,
            Duration margin,
            Set<String> requiredClaims,
            long maxNoteBytes) {
        private static final Duration LEAST_WITH_HEARTBEATS = Duration.ofSeconds(5);
        private static final long MOST_NOTE_BYTES = 1L << 30;

        public Policy {
            requiredClaims = Set.copyOf(requiredClaims);
            if (requiredClaims.contains("")) {
                throw new IllegalArgumentException(
                        "requiredClaims must not have an empty name; name claims such as sub");
            }
            TopicSettings.requireMargin(margin);
            if (maxStaleness.compareTo(Duration.ofSeconds(1)) < 0 || maxStaleness.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("maxStaleness must lie between PT1S and PT1H: " + maxStaleness);
            }
            if (freshness == Freshness.HEARTBEAT && maxStaleness.compareTo(LEAST_WITH_HEARTBEATS) < 0) {
                throw new IllegalArgumentException("maxStaleness must be at least " + LEAST_WITH_HEARTBEATS
                        + " with Freshness.HEARTBEAT: " + maxStaleness
                        + "; publishers send a heartbeat about every 3 s, so the list would be stale between two");
            }
            TopicSettings.requireLongestTokenLifetime(longestTokenLifetime);
            if (maxNoteBytes < 0 || maxNoteBytes > MOST_NOTE_BYTES) {
                throw new IllegalArgumentException(
                        "keepNotes must lie between 0 and " + MOST_NOTE_BYTES + " bytes: " + maxNoteBytes);
            }
            if (maxEntries < 1) {
                throw new IllegalArgumentException("maxEntries must be at least 1: " + maxEntries);
            }
        }

        /** A policy with the default margin that requires no claims and keeps no notes. */
        public Policy(
                Duration maxStaleness,
                Freshness freshness,
                FailurePolicy failurePolicy,
                Duration longestTokenLifetime,
                long maxEntries,
                Duration watchInterval) {
            this(
                    maxStaleness,
                    freshness,
                    failurePolicy,
                    longestTokenLifetime,
                    maxEntries,
                    watchInterval,
                    TopicSettings.DEFAULT_MARGIN,
                    Set.of(),
                    0);
        }

        public long maxStalenessNanos() {
            return maxStaleness.toNanos();
        }

        /** How often the broker is asked; ten chances before the list is stale, but not more than every 100 ms. */
        public Duration probeInterval() {
            return maxStaleness.dividedBy(10);
        }
    }

    /** The wall clock, and the monotonic one that a frozen process or a set clock cannot fool together. */
    public record Time(Clock clock, LongSupplier nanoTime) {}
}
