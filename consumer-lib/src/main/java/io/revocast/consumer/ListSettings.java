package io.revocast.consumer;

import io.revocast.event.TopicSettings;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/** Everything a list is built with, checked. The builder is the only maker. */
record ListSettings(Source source, Policy policy, Time time, List<RevocationListener> listeners, boolean keepOrigins) {

    ListSettings {
        listeners = List.copyOf(listeners);
    }

    /** Where the events come from. Its {@code toString} leaves out the values: they may hold passwords. */
    record Source(String topic, Map<String, String> kafkaProperties) {
        Source {
            TopicSettings.requireName("topic", topic);
            kafkaProperties = ReaderProperties.check(kafkaProperties);
        }

        String bootstrapServers() {
            return kafkaProperties.getOrDefault("bootstrap.servers", "");
        }

        @Override
        public String toString() {
            return "Source[topic=" + topic + ", bootstrapServers=" + bootstrapServers() + "]";
        }
    }

    /** When to trust, and what to do when trust is gone. */
    record Policy(
            Duration maxStaleness,
            Freshness freshness,
            FailurePolicy failurePolicy,
            Duration longestTokenLifetime,
            long maxEntries,
            Duration watchInterval,
            Duration margin,
            Set<String> requiredClaims) {
        private static final Duration LEAST_WITH_HEARTBEATS = Duration.ofSeconds(5);

        Policy {
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
            if (maxEntries < 1) {
                throw new IllegalArgumentException("maxEntries must be at least 1: " + maxEntries);
            }
        }

        /** A policy with the default margin that requires no claims. */
        Policy(
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
                    Set.of());
        }

        long maxStalenessNanos() {
            return maxStaleness.toNanos();
        }

        /** How often the broker is asked; ten chances before the list is stale, but not more than every 100 ms. */
        Duration probeInterval() {
            return maxStaleness.dividedBy(10);
        }
    }

    /** The wall clock, and the monotonic one that a frozen process or a set clock cannot fool together. */
    record Time(Clock clock, LongSupplier nanoTime) {}
}
