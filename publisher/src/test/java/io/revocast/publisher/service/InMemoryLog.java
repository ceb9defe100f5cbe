package io.revocast.publisher.service;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.replay.RecentRequests.Done;
import io.revocast.consumer.internal.replay.RecentRequests.First;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.consumer.internal.store.RevocationStore.Effect;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Both ports in memory: events are committed and applied at once, unless told otherwise. */
public final class InMemoryLog implements RevocationLog, LiveRevocations {
    /** Something of no request about a target of no test. */
    private static final RevocationEvent HEARTBEAT = new RevocationEvent.Reinstated(
            new Target.Token("https://nobody", "0"), new Origin(new UUID(0, 0), Instant.EPOCH, null, null, null), null);

    private final List<RevocationEvent> events = new ArrayList<>();
    private final Map<Target, LiveRevocation> live = new ConcurrentHashMap<>();
    private final Set<Receipt> firsts = ConcurrentHashMap.newKeySet();
    private final Set<Receipt> changes = ConcurrentHashMap.newKeySet();
    private final List<Receipt> awaited = new CopyOnWriteArrayList<>();
    private volatile @Nullable UnavailableException failure;
    private volatile @Nullable String unsettled;
    private volatile boolean replayed = true;
    private volatile boolean applied = true;
    private volatile boolean firstsKnown = true;
    private volatile boolean requestsRead = true;
    private final AtomicInteger lookUps = new AtomicInteger();
    private final AtomicInteger replays = new AtomicInteger(1);
    private @Nullable Runnable beforeAppend;
    private int appendsBeforeFailure;
    private String topicId = "in-memory";
    private int beginning;
    private final Map<UUID, First> ofLostTopics = new ConcurrentHashMap<>();
    private final Map<Receipt, Done> done = new ConcurrentHashMap<>();
    private @Nullable Runnable beforeLookUp;

    @Override
    public synchronized CompletableFuture<Receipt> append(RevocationEvent event) {
        Runnable elsewhere = beforeAppend;
        beforeAppend = null;
        if (elsewhere != null) {
            elsewhere.run();
        }
        UnavailableException broken = failure;
        if (broken != null && appendsBeforeFailure-- <= 0) {
            return CompletableFuture.failedFuture(broken);
        }
        events.add(event);
        requestsRead = true;
        Receipt receipt = new Receipt(topicId, 0, events.size() - 1);
        LiveRevocation before = live.get(event.target());
        if (before == null) {
            firsts.add(receipt);
        }
        if (before == null
                || !(event instanceof RevocationEvent.Revoked revoked)
                || !before.revocation().covers(revoked.revocation())) {
            changes.add(receipt);
        }
        if (event instanceof RevocationEvent.Revoked revoked) {
            live.merge(
                    event.target(),
                    new LiveRevocation(revoked.revocation(), event.origin(), receipt, false),
                    InMemoryLog::merge);
            done.put(receipt, done(receipt, Objects.requireNonNull(live.get(event.target()))));
        } else if (event instanceof RevocationEvent.Reinstated reinstated) {
            reinstate(reinstated);
        }
        return CompletableFuture.completedFuture(receipt);
    }

    private static LiveRevocation merge(LiveRevocation known, LiveRevocation later) {
        boolean sameTopic = known.receipt().topicId().equals(later.receipt().topicId());
        return new LiveRevocation(
                known.revocation().merge(later.revocation()),
                known.origin(),
                sameTopic ? known.first() : later.receipt(),
                later.receipt(),
                false);
    }

    private Done done(Receipt receipt, LiveRevocation now) {
        Effect effect = firsts.contains(receipt)
                ? Effect.MADE_LIVE
                : changes.contains(receipt) ? Effect.EXTENDED : Effect.UNCHANGED;
        Origin first = now.origin();
        return new Done(effect, now.revocation(), first == null ? null : first.id());
    }

    private void reinstate(RevocationEvent.Reinstated event) {
        Long upTo = event.upTo();
        live.computeIfPresent(
                event.target(),
                (target, known) -> upTo != null && known.receipt().offset() > upTo ? known.asOverwritten() : null);
    }

    /** Every append after the given number fails like this; null heals. */
    public synchronized void failWith(@Nullable UnavailableException broken, int afterAppends) {
        failure = broken;
        appendsBeforeFailure = afterAppends;
    }

    /** Forgets everything, and heals. */
    public synchronized void clear() {
        events.clear();
        beginning = 0;
        live.clear();
        firsts.clear();
        awaited.clear();
        failWith(null, 0);
        replayed = true;
        unsettled = null;
        applied = true;
        firstsKnown = true;
    }

    /**
     * Puts an empty topic in place of the one there is.
     *
     * @param kept whether this process was running, so that it still knows what was live
     */
    public synchronized void loseTopic(boolean kept) {
        for (RevocationEvent event : kept ? events : List.<RevocationEvent>of()) {
            UUID request = event.request();
            if (request != null) {
                firstOf(request).ifPresent(written -> ofLostTopics.put(request, written));
            }
        }
        events.clear();
        beginning = 0;
        firsts.clear();
        if (kept) {
            live.keySet().forEach(this::overwrite);
        } else {
            live.clear();
        }
        topicId = "re-created after " + topicId;
    }

    /** Loses all records, but the topic stays. */
    public synchronized void truncate() {
        events.replaceAll(event -> HEARTBEAT);
        firsts.clear();
        live.clear();
    }

    /** What is live is not known for a while, as in a process that has not read its record yet. */
    void forget(Target target) {
        live.remove(target);
    }

    /** What was read meanwhile is known. */
    void remember(LiveRevocation read) {
        live.put(read.revocation().target(), read);
    }

    /** Deletes the records that there are from the beginning of the log; what is live stays known. */
    public synchronized void deleteRecords() {
        beginning = events.size();
        live.replaceAll((target, known) -> known.asOverwritten());
    }

    @Override
    public synchronized boolean isDeleted(Receipt receipt) {
        return receipt.topicId().equals(topicId) && receipt.offset() < beginning;
    }

    public void replayed(boolean finished) {
        replayed = finished;
    }

    public void applied(boolean inTime) {
        applied = inTime;
    }

    /** Runs an action of another publisher before the next append. */
    public synchronized void beforeNextAppend(Runnable action) {
        beforeAppend = action;
    }

    /** Runs an action of another publisher before the next look-up of a target. */
    void beforeNextLookUp(Runnable action) {
        beforeLookUp = action;
    }

    /** Until the next append, no request is known to have written an event. */
    public void requestsReadWithNextAppend() {
        requestsRead = false;
    }

    /** Whether it is known which records made their targets live. */
    public void firstsKnown(boolean known) {
        firstsKnown = known;
    }

    /** Makes a live revocation look as if its first value had been garbage. */
    public void makeOriginUnreadable(Target target) {
        live.computeIfPresent(
                target,
                (same, known) -> new LiveRevocation(known.revocation(), null, known.first(), known.receipt(), false));
    }

    /** Makes a live revocation look as if another writer had replaced its last record. */
    public void overwrite(Target target) {
        live.computeIfPresent(target, (same, known) -> known.asOverwritten());
    }

    public synchronized List<RevocationEvent> events() {
        return List.copyOf(events);
    }

    /** The ids of the appended events, in order. */
    public synchronized List<Origin> origins() {
        return events.stream().map(RevocationEvent::origin).toList();
    }

    /** How often a target was looked up. */
    int lookUps() {
        return lookUps.get();
    }

    /** The receipts that callers waited for. */
    public List<Receipt> awaited() {
        return List.copyOf(awaited);
    }

    @Override
    public boolean isReplayed() {
        return replayed;
    }

    /** Why nothing may be confirmed; null heals. */
    public void unsettled(@Nullable String reason) {
        unsettled = reason;
    }

    @Override
    public Optional<String> unsettled() {
        return Optional.ofNullable(unsettled);
    }

    /** Begins to read the log from its start, as a process does that found its position beyond the end. */
    void readAgain() {
        replays.incrementAndGet();
    }

    @Override
    public int replay() {
        return replays.get();
    }

    @Override
    public synchronized Optional<TopicPosition> position() {
        return Optional.of(new TopicPosition(topicId, Map.of(0, (long) events.size())));
    }

    @Override
    public Optional<LiveRevocation> find(Target target) {
        lookUps.incrementAndGet();
        Runnable elsewhere = beforeLookUp;
        beforeLookUp = null;
        if (elsewhere != null) {
            elsewhere.run();
        }
        return Optional.ofNullable(live.get(target));
    }

    @Override
    public boolean madeLive(Receipt receipt, UUID id) {
        return firstsKnown && firsts.contains(receipt);
    }

    @Override
    public synchronized Optional<First> firstOf(UUID request) {
        if (!requestsRead) {
            return Optional.empty();
        }
        for (int i = 0; i < events.size(); i++) {
            if (request.equals(events.get(i).request())) {
                Receipt receipt = new Receipt(topicId, 0, i);
                return Optional.of(new First(receipt, done.get(receipt)));
            }
        }
        return Optional.ofNullable(ofLostTopics.get(request));
    }

    @Override
    public synchronized List<RevocationEvent.Reinstated> recentReinstatements() {
        return requestsRead
                ? events.stream()
                        .filter(RevocationEvent.Reinstated.class::isInstance)
                        .map(RevocationEvent.Reinstated.class::cast)
                        .toList()
                : List.of();
    }

    @Override
    public boolean hasExtended(Receipt receipt, UUID id) {
        return changes.contains(receipt) && !firsts.contains(receipt);
    }

    @Override
    public Stream<LiveRevocation> live() {
        return live.values().stream();
    }

    @Override
    public boolean awaitApplied(Receipt receipt, Duration timeout) {
        awaited.add(receipt);
        return applied;
    }
}
