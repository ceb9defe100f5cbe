package io.revocast.consumer.internal;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Freshness;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.event.internal.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Collects the options of a {@link KafkaRevocationList}: those of {@link RevocationList.Builder}, which documents them,
 * and those that only the publisher and tests need. Not thread-safe; {@link #build} may be called more than once.
 */
public final class ListOptions {
    private final Map<String, String> kafkaProperties = new HashMap<>();
    private final List<RevocationListener> listeners = new ArrayList<>();
    private String topic = TopicSettings.DEFAULT_TOPIC;
    private Duration maxStaleness = Duration.ofSeconds(30);
    private Freshness freshness = Freshness.PROBE;
    private FailurePolicy failurePolicy = FailurePolicy.DENY;
    private Duration longestTokenLifetime = TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME;
    private Duration margin = TopicSettings.DEFAULT_MARGIN;
    private Set<String> requiredClaims = Set.of();
    private Duration watchInterval = Duration.ofMinutes(1);
    private long maxEntries = Long.MAX_VALUE;
    private long maxNoteBytes;
    private boolean keepOrigins;
    private @Nullable Reporting reporting;
    private Clock clock = Clock.systemUTC();
    private LongSupplier nanoTime = System::nanoTime;
    private @Nullable KafkaClients connections;

    public ListOptions bootstrapServers(String bootstrapServers) {
        kafkaProperties.put("bootstrap.servers", bootstrapServers);
        return this;
    }

    public ListOptions topic(String topic) {
        this.topic = Objects.requireNonNull(topic, "topic");
        return this;
    }

    public ListOptions kafkaProperties(Map<String, ?> properties) {
        kafkaProperties.putAll(PropertyTexts.of(properties));
        return this;
    }

    public ListOptions kafkaProperties(Properties properties) {
        kafkaProperties.putAll(PropertyTexts.of(properties));
        return this;
    }

    public ListOptions maxStaleness(Duration maxStaleness) {
        this.maxStaleness = Objects.requireNonNull(maxStaleness, "maxStaleness");
        return this;
    }

    public ListOptions freshness(Freshness freshness) {
        this.freshness = Objects.requireNonNull(freshness, "freshness");
        return this;
    }

    public ListOptions failurePolicy(FailurePolicy failurePolicy) {
        this.failurePolicy = Objects.requireNonNull(failurePolicy, "failurePolicy");
        return this;
    }

    public ListOptions longestTokenLifetime(Duration longestTokenLifetime) {
        this.longestTokenLifetime = Objects.requireNonNull(longestTokenLifetime, "longestTokenLifetime");
        return this;
    }

    public ListOptions margin(Duration margin) {
        this.margin = Objects.requireNonNull(margin, "margin");
        return this;
    }

    public ListOptions requiredClaims(String... names) {
        requiredClaims = Set.of(names);
        return this;
    }

    public ListOptions maxEntries(long maxEntries) {
        this.maxEntries = maxEntries;
        return this;
    }

    public ListOptions keepNotes(long maxBytes) {
        this.maxNoteBytes = maxBytes;
        return this;
    }

    public ListOptions listener(RevocationListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    public ListOptions reporting(Reporting reporting) {
        this.reporting = Objects.requireNonNull(reporting, "reporting");
        return this;
    }

    public ListOptions clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Whether to keep who revoked and why, for {@link KafkaRevocationList#find} and {@link KafkaRevocationList#live};
     * false by default. The publisher needs it, at the price of more memory for each entry.
     */
    public ListOptions keepOrigins(boolean keepOrigins) {
        this.keepOrigins = keepOrigins;
        return this;
    }

    ListOptions watchInterval(Duration watchInterval) {
        this.watchInterval = watchInterval;
        return this;
    }

    ListOptions nanoTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        return this;
    }

    ListOptions connections(KafkaClients connections) {
        this.connections = connections;
        return this;
    }

    /** Returns the options, checked. */
    ListSettings settings() {
        return new ListSettings(
                new ListSettings.Source(topic, kafkaProperties),
                new ListSettings.Policy(
                        maxStaleness,
                        freshness,
                        failurePolicy,
                        longestTokenLifetime,
                        maxEntries,
                        watchInterval,
                        margin,
                        requiredClaims,
                        maxNoteBytes),
                new ListSettings.Time(clock, nanoTime),
                listeners,
                keepOrigins,
                reporting);
    }

    /** Returns a list that is not started; throws what {@link RevocationList.Builder#build} documents. */
    public KafkaRevocationList build() {
        LibraryVersions.check();
        ListSettings settings = settings();
        return new KafkaRevocationList(settings, connections == null ? KafkaClients.of(settings) : connections);
    }
}
