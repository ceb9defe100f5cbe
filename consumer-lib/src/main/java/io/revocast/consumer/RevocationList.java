package io.revocast.consumer;

import io.revocast.consumer.internal.ListOptions;
import io.revocast.event.Receipt;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * All live revocations in the memory of this process, kept up to date from Kafka.
 *
 * <p>Under the {@link FailurePolicy#DENY} policy no token is accepted more than {@code maxStaleness} after the
 * publisher confirmed its revocation, whatever fails in between. A list needs READ and DESCRIBE on the topic. It writes
 * nothing, unless you turn on {@link Builder#reporting}.
 *
 * <p>Lifecycle: call {@link #start} once, {@link #check} at any time from any thread, and {@link #close} at the end. A
 * closed list answers {@link Verdict.Unknown} and cannot be started again. Several lists may live in one process.
 *
 * <p>{@link #builder} returns the list that reads Kafka. {@code io.revocast.testing.FakeRevocations} is the list for
 * your tests. Do not implement this interface: any release may add a method. Thread-safe.
 */
public interface RevocationList extends RevocationCheck, AutoCloseable {

    /** Returns a builder. Only {@link Builder#bootstrapServers} is required. */
    static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the replay on its own thread and returns at once. An absent broker is not an error: the list becomes
     * current when the broker appears.
     *
     * @throws IllegalStateException when the list was started or closed before
     * @throws org.apache.kafka.common.config.ConfigException when Kafka would never accept the properties
     */
    void start();

    /**
     * Waits until the list is {@link State#CURRENT}.
     *
     * @param timeout how long to wait; with zero or less the method only looks
     * @return whether the list is current; false after the timeout, and when the list is closed
     */
    boolean awaitCurrent(Duration timeout) throws InterruptedException;

    /**
     * Waits until this list has applied the event that a publisher confirmed.
     *
     * <p>No event counts as applied that {@link #skipTo} left out, and none while the list holds {@code maxEntries} and
     * leaves revocations out. A receipt of another topic is never applied; it may be that of a re-created topic which
     * this list has not found yet.
     *
     * <p>A log that lost its end gives its offsets to other events. The list then reads the log again, and a wait that
     * began before ends with false. Do not ask with a receipt from before the loss: ask the publisher for the
     * revocation.
     *
     * @param timeout how long to wait; with zero or less the method only looks
     * @return whether the event is applied; false after the timeout, when the list is closed, and when the list begins
     *     to read the log again from its start
     * @throws IllegalStateException when the receipt is from before the topic was re-created, and this list has read
     *     both
     */
    boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException;

    /**
     * {@inheritDoc}
     *
     * <p>The verdict is {@link Verdict.Revoked} whenever a matching revocation is known. It is
     * {@link Verdict.NotRevoked} only while the list is {@link State#CURRENT}, and {@link Verdict.Unknown} otherwise.
     */
    @Override
    Verdict check(VerifiedToken token);

    /** Returns the name of the topic that this list reads. */
    String topic();

    /** Returns the state at this moment. */
    State state();

    /** Returns state, age, size and counters at this moment, for health endpoints and metrics. */
    Status status();

    /**
     * Adds a listener, at any time. It receives the notifications that are delivered from now on; some of them may
     * describe earlier changes. A listener that is added twice is notified twice.
     */
    void addListener(RevocationListener listener);

    /**
     * Removes a listener, at any time. A notification that is being delivered may still reach it.
     *
     * @return whether the listener was there
     */
    boolean removeListener(RevocationListener listener);

    /**
     * Returns the positions of the last 100 records whose keys could not be read. Their targets are unknown, so this
     * list cannot enforce them.
     */
    List<Receipt> quarantined();

    /**
     * Continues a partition at an offset and leaves out the records before it. For an operator, when the status says
     * that the log cannot be read at a position. The list never leaves out a record otherwise.
     *
     * <p>Records that are left out are not enforced, so publish their revocations again first. The call counts as
     * {@code events.skipped} and takes effect within seconds, in this list only. A later replay reads the records
     * again.
     *
     * @throws IllegalArgumentException when this list does not read the partition, or the offset is negative
     */
    void skipTo(int partition, long offset);

    /** Stops the replay and frees its connections within about three seconds, whatever the broker does. */
    @Override
    void close();

    /** Collects the options of a list. Not thread-safe; {@link #build} may be called more than once. */
    final class Builder {
        private final ListOptions options = new ListOptions();

        private Builder() {}

        /** The address of Kafka: {@code host:port}, several separated by commas. */
        public Builder bootstrapServers(String bootstrapServers) {
            options.bootstrapServers(bootstrapServers);
            return this;
        }

        /** The topic; {@code revocast.revocations} by default. */
        public Builder topic(String topic) {
            options.topic(topic);
            return this;
        }

        /**
         * Further properties of the Kafka client, most of them for security. A value is a String, a Number, a Boolean,
         * a Class, a Kafka {@code Password}, or a Collection of those.
         *
         * @throws IllegalArgumentException for a value of another type. {@link #build} refuses the properties that
         *     correctness depends on, by name
         */
        public Builder kafkaProperties(Map<String, ?> properties) {
            options.kafkaProperties(properties);
            return this;
        }

        /** Further properties of the Kafka client, with their defaults; see {@link #kafkaProperties(Map)}. */
        public Builder kafkaProperties(Properties properties) {
            options.kafkaProperties(properties);
            return this;
        }

        /** The greatest age of the last freshness proof, from 1 s to 1 h; 30 s by default. */
        public Builder maxStaleness(Duration maxStaleness) {
            options.maxStaleness(maxStaleness);
            return this;
        }

        /** Which evidence counts as a freshness proof; {@link Freshness#PROBE} by default. */
        public Builder freshness(Freshness freshness) {
            options.freshness(freshness);
            return this;
        }

        /** What an unknown verdict means; {@link FailurePolicy#DENY} by default. */
        public Builder failurePolicy(FailurePolicy failurePolicy) {
            options.failurePolicy(failurePolicy);
            return this;
        }

        /**
         * The longest time between {@code iat} and {@code exp} of any token that you accept; 24 h by default. Set the
         * same value at the publisher: the list verifies the topic's retention against it.
         */
        public Builder longestTokenLifetime(Duration longestTokenLifetime) {
            options.longestTokenLifetime(longestTokenLifetime);
            return this;
        }

        /**
         * How long the list keeps a revocation past the {@code exp} of the token, from 0 s to 1 h; 120 s by default.
         * Set it to the leeway of your verifier or longer: a check of a token whose {@code exp} passed longer ago
         * answers {@link Verdict.Reason#PAST_MARGIN}.
         *
         * <p>The value must not exceed the publisher's. A list cannot see that value, so it verifies
         * {@code retention.ms} and {@code min.compaction.lag.ms} of the topic.
         */
        public Builder margin(Duration margin) {
            options.margin(margin);
            return this;
        }

        /**
         * Claims that every token must have; none by default. A token without one of them, which nothing matches, is
         * {@link Verdict.Reason#MISSING_CLAIM}.
         */
        public Builder requiredClaims(String... names) {
            options.requiredClaims(names);
            return this;
        }

        /**
         * The greatest number of revocations in memory, from 1; unlimited by default. The list never evicts one: it
         * leaves out those beyond the limit. Until it has read them, tokens that nothing matches are
         * {@link Verdict.Reason#OVER_LIMIT}.
         */
        public Builder maxEntries(long maxEntries) {
            options.maxEntries(maxEntries);
            return this;
        }

        /**
         * Keeps the notes of revocations for {@link Verdict.Revoked#note}; none by default. Notes may hold internal text,
         * so decide who may read them.
         *
         * @param maxBytes the most memory that the notes take, up to 1 GiB; 0 keeps none. A note takes about 200 bytes
         *     and its text. Beyond the limit, the list drops the oldest notes, and no revocation
         */
        public Builder keepNotes(long maxBytes) {
            options.keepNotes(maxBytes);
            return this;
        }

        /** Adds a listener. {@link RevocationList#addListener} adds one later. */
        public Builder listener(RevocationListener listener) {
            options.listener(listener);
            return this;
        }

        /**
         * Makes the list report which revocations it enforces; off by default. A list that reports needs WRITE on the
         * topic of reports. A failure to report is counted and logged, and never affects a check.
         */
        public Builder reporting(Reporting reporting) {
            options.reporting(reporting);
            return this;
        }

        /** The wall clock; the system's by default. */
        public Builder clock(Clock clock) {
            options.clock(clock);
            return this;
        }

        /**
         * Returns a list that is not started.
         *
         * @throws IllegalArgumentException for an option that cannot work
         * @throws IllegalStateException when a library on the class path is too old; names it, its version and its jar
         */
        public RevocationList build() {
            return options.build();
        }
    }
}
