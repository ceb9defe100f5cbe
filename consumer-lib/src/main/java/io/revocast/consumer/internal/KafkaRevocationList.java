package io.revocast.consumer.internal;

import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.replay.RecentRequests;
import io.revocast.consumer.internal.replay.ReplayWorker;
import io.revocast.consumer.internal.replay.StoreWriter;
import io.revocast.consumer.internal.report.Reporter;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.settings.ReaderProperties;
import io.revocast.consumer.internal.status.AppliedOffsets;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.ListenerDispatcher;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.status.StatusComposer;
import io.revocast.consumer.internal.store.Entry;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.consumer.internal.store.LiveDigest;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.consumer.internal.store.Notes;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The list that replays a Kafka topic: composes the store, the check, the listeners and the replay thread.
 *
 * <p>A service sees it as a {@link RevocationList}. The methods beyond that interface are for the publisher, which
 * reads its own topic with the list that services embed. Thread-safe.
 */
public final class KafkaRevocationList implements RevocationList {
    private final ListSettings settings;
    private final ReplayProgress progress;
    private final CounterSet counters = new CounterSet();
    private final RevocationStore store;
    private final TokenCheck tokenCheck;
    private final ListenerDispatcher listeners;
    private final StoreWriter writer;
    private final ReplayWorker worker;
    private final StatusComposer statusComposer;
    private final @Nullable Reporter reporter;
    /** Held while threads are started, so that {@link #close} finds all of them or none. */
    private final Object startLock = new Object();

    private Lifecycle lifecycle = Lifecycle.NEW;

    private enum Lifecycle {
        NEW,
        STARTED,
        CLOSED
    }

    KafkaRevocationList(ListSettings settings, KafkaClients clients) {
        this.settings = settings;
        Reporting reporting = settings.reporting();
        ExpiryClock clock = new ExpiryClock(settings.time());
        LiveDigest digest = reporting == null ? null : new LiveDigest(clock, settings);
        AppliedOffsets reported =
                digest == null ? null : new AppliedOffsets(settings.time().clock(), digest::digest);
        this.progress = new ReplayProgress(settings, reported);
        this.store = new RevocationStore(
                clock,
                settings.policy().maxEntries(),
                settings.policy().margin(),
                digest,
                new Notes(settings.policy().maxNoteBytes()));
        this.tokenCheck = new TokenCheck(settings.policy(), progress, store, counters);
        ListLog log = new ListLog(settings, progress, counters);
        this.listeners = new ListenerDispatcher(settings, progress, counters, log);
        this.writer = new StoreWriter(settings, store, clock, listeners, counters, log);
        this.worker = new ReplayWorker(settings, progress, counters, clients, writer, log);
        this.statusComposer = new StatusComposer(settings, progress, store, counters);
        this.reporter = reporting == null || reported == null
                ? null
                : new Reporter(settings, reporting, reported, this::status, clients, counters, log);
    }

    @Override
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
            if (reporter != null) {
                reporter.start();
            }
        }
    }

    @Override
    public boolean awaitCurrent(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        return progress.awaitCurrent(timeout);
    }

    @Override
    public boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(receipt, "receipt");
        Objects.requireNonNull(timeout, "timeout");
        return progress.awaitApplied(receipt, timeout);
    }

    @Override
    public Verdict check(VerifiedToken token) {
        return tokenCheck.check(token);
    }

    @Override
    public String topic() {
        return settings.source().topic();
    }

    @Override
    public State state() {
        return progress.state();
    }

    @Override
    public Status status() {
        return statusComposer.status(worker.isAlive(), listeners.isAlive(), listeners.problem());
    }

    @Override
    public void addListener(RevocationListener listener) {
        listeners.add(listener);
    }

    @Override
    public boolean removeListener(RevocationListener listener) {
        return listeners.remove(listener);
    }

    /**
     * Returns the live revocation of exactly this target; empty when there is none. Needs
     * {@link ListOptions#keepOrigins}.
     */
    public Optional<LiveRevocation> find(Target target) {
        return Optional.ofNullable(store.find(target)).map(Entry::live);
    }

    /**
     * Returns whether an event made its target live when this list applied it. False also when that is not known: the
     * list remembers the last few thousand records of each partition. Needs {@link ListOptions#keepOrigins}.
     *
     * @param id of the event that the publisher appended at the receipt's position
     */
    public boolean wasFirst(Receipt receipt, UUID id) {
        return writer.firstWrites().contains(receipt, id);
    }

    /**
     * Whether the record of an event, once applied, is known to have extended a live revocation; for the last 16,384 records of
     * a partition. Needs {@link ListOptions#keepOrigins}.
     */
    public boolean hasExtended(Receipt receipt, UUID id) {
        return writer.firstWrites().hasExtended(receipt, id);
    }

    /**
     * Returns a request's first event, for 65,536 requests or 24 hours. Needs
     * {@link ListOptions#keepOrigins}.
     */
    public Optional<RecentRequests.First> firstOf(UUID request) {
        return writer.firstWrites()
                .requests()
                .find(request, settings.time().clock().instant());
    }

    /**
     * Returns the last 10,000 reinstatements of requests with an idempotency key. Needs {@link ListOptions#keepOrigins}.
     */
    public List<RevocationEvent.Reinstated> recentReinstatements() {
        return writer.firstWrites().requests().reinstatements();
    }

    /** Returns the claim names and the pointers that live revocations of an issuer use. */
    public Set<String> ruleNames(String issuer) {
        return store.scopes(issuer).names();
    }

    /** Returns what the Kafka consumer of this list measures at this moment; empty while it has none. */
    public Map<MetricName, ? extends Metric> kafkaMetrics() {
        return worker.kafkaMetrics();
    }

    /** Returns every live revocation, weakly consistent, in no order. Needs {@link ListOptions#keepOrigins}. */
    public Stream<LiveRevocation> live() {
        return store.entries().map(Entry::live);
    }

    /**
     * Returns the reinstatements that no longer count, because partitions were added and their keys now hash to others.
     * The publisher appends each of them again, so that the target stays reinstated. Needs
     * {@link ListOptions#keepOrigins}.
     *
     * @return events that name the records that they take back; empty when no partition was added
     */
    public List<RevocationEvent.Reinstated> displacedReinstatements() {
        // Read the position first: a later record in the home partition was not seen, so it is not taken back.
        Map<Integer, Long> read = progress.view().position().next();
        return writer.displaced()
                .map(each -> {
                    int home = writer.home(each.event().target());
                    long readAtHome = read.getOrDefault(home, 0L);
                    return new RevocationEvent.Reinstated(
                            each.event().target(),
                            each.event().origin(),
                            Math.max(0, readAtHome - 1),
                            Map.of(each.receipt().partition(), each.receipt().offset() + 1, home, readAtHome),
                            each.event().request());
                })
                .toList();
    }

    /** How often this list has begun to read a log from its start. */
    public int replays() {
        return progress.replays();
    }

    /** Returns the topic id and the next offsets to read; empty before the topic is reached, and while it changes. */
    public Optional<TopicPosition> position() {
        // First: a position that is read afterwards is not older.
        int replay = progress.replays();
        ReplayProgress.Position position = progress.view().position();
        return Optional.ofNullable(position.topicId())
                .map(topicId -> new TopicPosition(topicId, position.next(), position.epochs(), replay));
    }

    @Override
    public List<Receipt> quarantined() {
        return writer.quarantine().positions();
    }

    @Override
    public void skipTo(int partition, long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset must not be negative: " + offset);
        }
        progress.skipTo(partition, offset);
    }

    @Override
    public void close() {
        Lifecycle before;
        synchronized (startLock) {
            before = lifecycle;
            lifecycle = Lifecycle.CLOSED;
            progress.phase(ReplayProgress.Phase.CLOSED);
        }
        if (before == Lifecycle.STARTED) {
            if (reporter != null) {
                reporter.leave();
            }
            worker.close();
            listeners.close();
            if (reporter != null) {
                reporter.close();
            }
        }
    }

    /** Names the topic and the broker, never a property's value. */
    @Override
    public String toString() {
        return "RevocationList[" + settings.source() + ", state=" + state() + "]";
    }
}
