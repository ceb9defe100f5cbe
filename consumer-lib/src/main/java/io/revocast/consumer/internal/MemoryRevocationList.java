package io.revocast.consumer.internal;

import io.revocast.consumer.AppliedEvent;
import io.revocast.consumer.Counters;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.VerifiedToken;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.status.StatusComposer;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.consumer.internal.store.Notes;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A list without a log and without threads: its owner says what is revoked and which state it is in. It checks with the
 * store, the matching and the state machine of {@link KafkaRevocationList}, so it judges a token as that list does.
 *
 * <p>Notifications run on the thread of the caller. Thread-safe: one monitor makes each caller the single writer of the
 * store.
 */
public final class MemoryRevocationList implements RevocationList {
    private final ListSettings settings;
    private final ReplayProgress progress;
    private final ExpiryClock expiryClock;
    private final RevocationStore store;
    private final CounterSet counters = new CounterSet();
    private final TokenCheck tokenCheck;
    private final StatusComposer statusComposer;
    private final List<RevocationListener> listeners = new CopyOnWriteArrayList<>();
    private State wanted = State.CURRENT;
    private boolean started;
    private long nextOffset;

    /** Builds a current list. Of the options, those of Kafka have no effect. */
    public MemoryRevocationList(ListOptions options, Clock clock) {
        this.settings = options.clock(clock)
                // One clock, so that a test that advances it advances all time.
                .nanoTime(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()))
                .bootstrapServers("none")
                .settings();
        this.progress = new ReplayProgress(settings);
        this.expiryClock = new ExpiryClock(settings.time());
        this.store = new RevocationStore(
                expiryClock,
                settings.policy().maxEntries(),
                settings.policy().margin(),
                null,
                new Notes(settings.policy().maxNoteBytes()));
        this.tokenCheck = new TokenCheck(settings.policy(), progress, store, counters);
        this.statusComposer = new StatusComposer(settings, progress, store, counters);
        this.listeners.addAll(settings.listeners());
        advance();
    }

    /** Applies a revocation and its note, as an event of the log would; null for no note. */
    public synchronized void revoke(Revocation revocation, @Nullable String note) {
        advance();
        switch (store.revoke(revocation, null, note)) {
            case MADE_LIVE, EXTENDED -> {
                counters.appliedRevoke.increment();
                AppliedEvent event = new AppliedEvent(
                        new Receipt("memory", 0, nextOffset++),
                        settings.time().clock().instant(),
                        Duration.ZERO);
                notifyEach(listener -> listener.onRevoked(revocation, event));
            }
            case UNCHANGED -> counters.appliedRevoke.increment();
            case EXPIRED -> counters.count(Counters.EVENTS_IGNORED_EXPIRED);
            case NO_ROOM -> {
                counters.count(Counters.EVENTS_DROPPED_OVER_LIMIT);
                progress.incomplete(true);
            }
        }
    }

    /** Applies a reinstatement, as an event of the log would. */
    public synchronized void reinstate(Target target) {
        advance();
        counters.count(Counters.EVENTS_APPLIED_REINSTATE);
        if (store.reinstate(target)) {
            notifyEach(listener -> listener.onReinstated(target));
        }
    }

    /**
     * Changes the state: to current, where it stays while time passes, to stale, or to starting, as before the first
     * replay. Has no effect on a closed list.
     */
    public synchronized void become(State state) {
        State before = progress.state();
        wanted = state;
        switch (state) {
            case CURRENT -> advance();
            case STALE -> {
                progress.phase(ReplayProgress.Phase.FOLLOWING);
                progress.ended("a test made this list stale");
            }
            case STARTING -> {
                progress.phase(ReplayProgress.Phase.STARTING);
                progress.ended("a test made every verdict unknown");
            }
            case CLOSED -> progress.phase(ReplayProgress.Phase.CLOSED);
            case REPLAYING, REBUILDING -> throw new IllegalArgumentException("state must be without a log: " + state);
        }
        State after = progress.state();
        if (before != after) {
            notifyEach(listener -> listener.onStateChanged(before, after));
        }
    }

    /** Brings the clock of the entries and, for a current list, the freshness proof to this moment. */
    private void advance() {
        expiryClock.brokerReached(settings.time().clock().millis());
        expiryClock.advance();
        if (wanted == State.CURRENT) {
            progress.proved(FreshnessProof.now(settings.time()));
        }
    }

    private void notifyEach(Consumer<RevocationListener> notification) {
        for (RevocationListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (RuntimeException e) {
                counters.count(Counters.LISTENER_FAILED);
            }
        }
    }

    @Override
    public synchronized void start() {
        if (started || progress.state() == State.CLOSED) {
            throw new IllegalStateException("a revocation list is started once: it is "
                    + (started ? "started already" : "closed") + "; build another");
        }
        started = true;
    }

    @Override
    public boolean awaitCurrent(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        state();
        return progress.awaitCurrent(timeout);
    }

    @Override
    public boolean awaitApplied(Receipt receipt, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(receipt, "receipt");
        return awaitCurrent(timeout);
    }

    @Override
    public synchronized Verdict check(VerifiedToken token) {
        advance();
        return tokenCheck.check(token);
    }

    @Override
    public String topic() {
        return settings.source().topic();
    }

    @Override
    public synchronized State state() {
        advance();
        return progress.state();
    }

    @Override
    public synchronized Status status() {
        boolean alive = state() != State.CLOSED;
        return statusComposer.status(alive, alive, null);
    }

    @Override
    public void addListener(RevocationListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public boolean removeListener(RevocationListener listener) {
        return listeners.remove(Objects.requireNonNull(listener, "listener"));
    }

    @Override
    public List<Receipt> quarantined() {
        return List.of();
    }

    @Override
    public void skipTo(int partition, long offset) {
        progress.skipTo(partition, offset);
    }

    @Override
    public void close() {
        become(State.CLOSED);
    }
}
