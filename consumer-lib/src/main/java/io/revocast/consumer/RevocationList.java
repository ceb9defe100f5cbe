package io.revocast.consumer;

import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.event.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Every live revocation, in this process's memory, kept up to date from Kafka.
 *
 * <p>Under the {@link FailurePolicy#DENY} policy no token is accepted more than {@code maxStaleness} after the publisher
 * confirmed its revocation, whatever fails in between. A list needs READ and DESCRIBE on the topic and writes nothing.
 *
 * <p>Life: {@link #start} once, {@link #check} at any time from any thread, {@link #close} once or more; a closed list
 * answers {@link Verdict.Unknown} and cannot be started again. Several lists may live in one process. Thread-safe.
 */
public final class RevocationList implements RevocationCheck, AutoCloseable {
    private final ListSettings settings;
    private final Progress progress;
    private final Counters counters = new Counters();
    private final RevocationStore store;
    private final TokenCheck tokenCheck;
    private final ListenerDispatcher listeners;
    private final StoreWriter writer;
    private final ReplayWorker worker;
    /** Held while threads are started, so that {@link #close} finds all of them or none. */
    private final Object startLock = new Object();

    private Lifecycle lifecycle = Lifecycle.NEW;

    private enum Lifecycle {
        NEW,
        STARTED,
        CLOSED
    }

    private RevocationList(ListSettings settings, KafkaClients clients) {
        this.settings = settings;
        this.progress = new Progress(settings);
        ExpiryClock clock = new ExpiryClock(settings.time());
        this.store = new RevocationStore(
                clock, settings.policy().maxEntries(), settings.policy().margin());
        this.tokenCheck = new TokenCheck(settings.policy(), progress, store, counters);
        ListLog log = new ListLog(settings, progress, counters);
        this.listeners = new ListenerDispatcher(settings, progress, counters, log);
        this.writer = new StoreWriter(settings, store, clock, listeners, counters, log);
        this.worker = new ReplayWorker(settings, progress, counters, clients, writer, log);
    }

    /** Returns a builder; only {@link Builder#bootstrapServers} must be given. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts to replay, on a thread of its own, and returns at once. A broker that is absent is not an error: the list
     * becomes current when it appears.
     *
     * @throws IllegalStateException when the list was started or closed before
     * @throws org.apache.kafka.common.config.ConfigException when Kafka would never accept the properties
     */
    public void start() {
        ReaderProperties.validate(
                settings.source().kafkaProperties(), settings.policy().maxStaleness());
        synchronized (startLock) {
            if (lifecycle != Lifecycle.NEW) {
                throw new IllegalStateException("a revocation list is started once: it is "
                        + (lifecycle == Lifecycle.CLOSED ? "closed" : "started already") + "; build another");
            }
            lifecycle = Lifecycle.STARTED;
            listeners.start();
            worker.start();
        }
    }

    /**
     * Waits until the list is {@link State#CURRENT}.
     *
     * @param timeout how long to wait, as long as you like; zero or less only looks
     * @return whether it is; false when the time is over or the list is closed
     */
    public boolean awaitCurrent(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return progress.awaitCurrent(timeout);
    }

    /**
     * Waits until the event that a publisher got a receipt for is applied here.
     *
     * @param timeout how long to wait, as long as you like; zero or less only looks
     * @return whether it is; false when the time is over or the list is closed
     * @throws IllegalStateException when the receipt is of another topic, or of this one before it was re-created
     */
    public boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(timeout, "timeout");
        return progress.awaitApplied(receipt, timeout);
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@link Verdict.Revoked} is answered whenever a matching revocation is known, {@link Verdict.NotRevoked} only
     * while {@link State#CURRENT}, otherwise {@link Verdict.Unknown}.
     */
    @Override
    public Verdict check(VerifiedToken token) {
        return tokenCheck.check(token);
    }

    /** The state at this moment. */
    public State state() {
        return progress.state();
    }

    /** Everything the list can tell about itself at this moment. */
    public Status status() {
        Progress.View look = progress.view();
        State state = progress.state(look);
        Evidence evidence = look.evidence(settings.policy().freshness());
        return new Status(
                state,
                worker.isAlive(),
                listeners.isAlive(),
                look.replayed(),
                Diagnosis.of(look, state, settings, listeners.trouble()),
                store.size(),
                look.position().lagRecords(),
                age(evidence),
                age(look.beats().oldest()),
                look.beats().clockSkew(),
                counters.snapshot());
    }

    private @Nullable Duration age(@Nullable Evidence evidence) {
        return evidence == null ? null : evidence.age(settings.time());
    }

    /** Returns what is known of exactly this target; empty when nothing live is. Needs {@link Builder#keepOrigins}. */
    public Optional<LiveRevocation> find(Target target) {
        return Optional.ofNullable(store.find(target)).map(Entry::live);
    }

    /**
     * Whether the event of a receipt and an id made its target live when it was applied here; false also when that is not
     * known, as of all but the last few thousand records. Needs {@link Builder#keepOrigins}.
     */
    public boolean madeLive(Receipt receipt, UUID id) {
        return writer.firsts().contains(receipt, id);
    }

    /** Returns the place of a request's first event, for 65,536 requests or 24 hours. Needs {@link Builder#keepOrigins}. */
    public Optional<Receipt> receiptOf(UUID request) {
        return writer.firsts().requests().find(request, settings.time().clock().instant());
    }

    /** Returns the claims and the pointers that live revocations of an issuer name. */
    public Set<String> ruleNames(String issuer) {
        return store.scopes(issuer).names();
    }

    /** Returns every live revocation, weakly consistent, in no order. Needs {@link Builder#keepOrigins}. */
    public Stream<LiveRevocation> live() {
        return store.entries().map(Entry::live);
    }

    /**
     * Returns the reinstatements that no longer count, because partitions were added and their keys hash to others now.
     * A publisher appends each again, so that the revocation stays taken back. Needs {@link Builder#keepOrigins}.
     *
     * @return events that name the records that they take back; empty when no partition was added
     */
    public List<RevocationEvent.Reinstated> displacedReinstatements() {
        // Before the look: what stands later in the home partition was not seen, and is not taken back.
        Map<Integer, Long> read = progress.view().position().next();
        return writer.displaced()
                .map(each -> new RevocationEvent.Reinstated(
                        each.event().target(),
                        each.event().origin(),
                        Math.max(0, read.getOrDefault(writer.home(each.event().target()), 0L) - 1),
                        Map.of(each.receipt().partition(), each.receipt().offset() + 1),
                        each.event().request()))
                .toList();
    }

    /** Returns how far the list has read which topic; empty before the topic was reached, and while it changes. */
    public Optional<TopicPosition> position() {
        Progress.Position position = progress.view().position();
        return Optional.ofNullable(position.topicId()).map(topicId -> new TopicPosition(topicId, position.next()));
    }

    /** Returns where the last 100 records stand whose keys could not be read, so that nobody knows whom they were about. */
    public List<Receipt> quarantined() {
        return writer.quarantine().positions();
    }

    /**
     * Has a partition read on at an offset, without what stands before it: for an operator whom the status told that the
     * log cannot be read there. Nothing is ever left out otherwise.
     *
     * <p>What is left out is not enforced, so publish it again first. Counted as {@code events.skipped}; takes effect
     * within seconds, in this list alone, and not again if the log is later read from its beginning.
     *
     * @throws IllegalArgumentException when the partition is not one that is being read, or the offset is negative
     */
    public void skipTo(int partition, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative: " + offset);
        }
        progress.skipTo(partition, offset);
    }

    /** Ends the replay and frees its connections, within about three seconds whatever the broker does. */
    @Override
    public void close() {
        Lifecycle before;
        synchronized (startLock) {
            before = lifecycle;
            lifecycle = Lifecycle.CLOSED;
            progress.phase(Progress.Phase.CLOSED);
        }
        if (before == Lifecycle.STARTED) {
            worker.close();
            listeners.close();
        }
    }

    /** Names the topic and the broker, never a property's value. */
    @Override
    public String toString() {
        return "RevocationList[" + settings.source() + ", state=" + state() + "]";
    }

    /** Collects the options of a list. Not thread-safe; {@link #build} may be called more than once. */
    public static final class Builder {
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
        private boolean keepOrigins;
        private Clock clock = Clock.systemUTC();
        private LongSupplier nanoTime = System::nanoTime;
        private @Nullable KafkaClients connections;

        private Builder() {}

        /** Where Kafka is: {@code host:port}, several separated by commas. */
        public Builder bootstrapServers(String bootstrapServers) {
            kafkaProperties.put("bootstrap.servers", bootstrapServers);
            return this;
        }

        /** The topic; {@value TopicSettings#DEFAULT_TOPIC} unless given. */
        public Builder topic(String topic) {
            this.topic = Objects.requireNonNull(topic, "topic");
            return this;
        }

        /**
         * Further properties of the Kafka client, for security above all. Those that correctness needs are refused by
         * name when the list is built.
         */
        public Builder kafkaProperties(Map<String, String> properties) {
            kafkaProperties.putAll(properties);
            return this;
        }

        /** How old the last proof of freshness may be, from 1 s to 1 h; 30 s unless given. */
        public Builder maxStaleness(Duration maxStaleness) {
            this.maxStaleness = Objects.requireNonNull(maxStaleness, "maxStaleness");
            return this;
        }

        /** What proves that nothing is missed; {@link Freshness#PROBE} unless given. */
        public Builder freshness(Freshness freshness) {
            this.freshness = Objects.requireNonNull(freshness, "freshness");
            return this;
        }

        /** What an unknown verdict means; {@link FailurePolicy#DENY} unless given. */
        public Builder failurePolicy(FailurePolicy failurePolicy) {
            this.failurePolicy = Objects.requireNonNull(failurePolicy, "failurePolicy");
            return this;
        }

        /**
         * The longest time between {@code iat} and {@code exp} of any token that is accepted; 24 h unless given. It must
         * be the publisher's: the topic's retention is verified against it.
         */
        public Builder longestTokenLifetime(Duration longestTokenLifetime) {
            this.longestTokenLifetime = Objects.requireNonNull(longestTokenLifetime, "longestTokenLifetime");
            return this;
        }

        /**
         * How long a revocation is kept past the {@code exp} of the token, from 0 s to 1 h; 120 s unless given. A check of
         * a token that is past its {@code exp} by more answers {@link Verdict.Reason#PAST_MARGIN}, so set it to your
         * verifier's leeway or longer. It must not exceed the publisher's, which a list cannot see: the topic's
         * {@code retention.ms} and {@code min.compaction.lag.ms} are verified against it.
         */
        public Builder margin(Duration margin) {
            this.margin = Objects.requireNonNull(margin, "margin");
            return this;
        }

        /** Claims whose absence is {@link Verdict.Reason#MISSING_CLAIM} when nothing matches; none unless given. */
        public Builder requiredClaims(String... names) {
            requiredClaims = Set.of(names);
            return this;
        }

        /**
         * How many revocations may be held, from 1; without limit unless given. None is ever evicted: those beyond the
         * limit are left out, and until they are read, tokens that nothing matches are {@link Verdict.Reason#OVER_LIMIT}.
         */
        public Builder maxEntries(long maxEntries) {
            this.maxEntries = maxEntries;
            return this;
        }

        /** Adds a listener. */
        public Builder listener(RevocationListener listener) {
            listeners.add(Objects.requireNonNull(listener, "listener"));
            return this;
        }

        /** Whether to keep who revoked and why, for {@link #find} and {@link #live}; services need not, and do not. */
        public Builder keepOrigins(boolean keepOrigins) {
            this.keepOrigins = keepOrigins;
            return this;
        }

        /** The wall clock; the system's unless given. */
        public Builder clock(Clock clock) {
            this.clock = Objects.requireNonNull(clock, "clock");
            return this;
        }

        Builder watchInterval(Duration watchInterval) {
            this.watchInterval = watchInterval;
            return this;
        }

        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        Builder connections(KafkaClients connections) {
            this.connections = connections;
            return this;
        }

        /**
         * Returns a list that is not started.
         *
         * @throws IllegalArgumentException for an option that cannot work
         * @throws IllegalStateException when a library on the class path is too old; names it, its version and its jar
         */
        public RevocationList build() {
            LibraryVersions.check();
            ListSettings settings = new ListSettings(
                    new ListSettings.Source(topic, kafkaProperties),
                    new ListSettings.Policy(
                            maxStaleness,
                            freshness,
                            failurePolicy,
                            longestTokenLifetime,
                            maxEntries,
                            watchInterval,
                            margin,
                            requiredClaims),
                    new ListSettings.Time(clock, nanoTime),
                    listeners,
                    keepOrigins);
            return new RevocationList(settings, connections == null ? KafkaClients.of(settings) : connections);
        }
    }
}
