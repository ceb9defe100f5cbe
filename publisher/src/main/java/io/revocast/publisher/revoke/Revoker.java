package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.UnavailableException.Certainty;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Revokes: judges a request, joins it with what is known, appends it, and answers what the log then says.
 *
 * <p>Whether a revocation is new is decided by the log and not by this process: after the event is committed and
 * applied here, the live revocation carries the id of the event that came first. Of several publishers that revoke one
 * token at the same time exactly one therefore answers {@link Outcome#CREATED}. When that cannot be established in
 * time, nothing is claimed and the caller is told to repeat.
 *
 * <p>Asks nobody whether the caller may: that is the {@link Desk}'s. Thread-safe.
 */
public final class Revoker {
    /** The most entries of one batch. */
    public static final int MAX_ENTRIES = 1000;

    private final RevocationRules rules;
    private final Ledger ledger;

    public Revoker(
            RevocationLog log,
            LiveRevocations live,
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            Clock clock) {
        this(log, live, lifetime, authenticity, TargetRules.DEFAULT, clock);
    }

    /**
     * A revoker with rules of its own.
     *
     * @param targets which targets may be revoked
     */
    public Revoker(
            RevocationLog log,
            LiveRevocations live,
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            TargetRules targets,
            Clock clock) {
        this.rules = new RevocationRules(
                lifetime,
                authenticity,
                new ClaimNameLimit(live, targets.claimNames(), clock),
                targets.issuers(),
                clock);
        this.ledger = new Ledger(log, live, clock);
    }

    Ledger ledger() {
        return ledger;
    }

    /** Returns what one request comes to. */
    Intent judge(RevocationRequest request) throws RejectedException, UnavailableException {
        return rules.judge(request);
    }

    /** Returns what the requests come to, or says which rule one of them breaks. No two may name one target. */
    List<Intent> judge(List<RevocationRequest> requests) throws RejectedException, UnavailableException {
        requireEntries("revocations", requests);
        List<Intent> intents = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            try {
                intents.add(rules.judge(requests.get(i)));
            } catch (RejectedException e) {
                throw requests.size() == 1 ? e : e.at(i);
            }
        }
        requireDistinct(intents.stream().map(Intent::target).toList());
        return intents;
    }

    static void requireEntries(String field, List<?> entries) throws RejectedException {
        if (entries.isEmpty()) {
            throw new RejectedException(Kind.INVALID_FIELD, field, null, "must have at least one entry");
        }
        if (entries.size() > MAX_ENTRIES) {
            throw new RejectedException(
                    Kind.TOO_MANY_ENTRIES,
                    field,
                    Integer.toString(entries.size()),
                    "must have at most " + MAX_ENTRIES + " entries");
        }
    }

    static void requireDistinct(List<Target> targets) throws RejectedException {
        Map<Target, Integer> seen = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            Integer first = seen.putIfAbsent(targets.get(i), i);
            if (first != null) {
                throw new RejectedException(
                                Kind.DUPLICATE_TARGET,
                                "target",
                                targets.get(i).key(),
                                "must not be in one batch twice: entries " + first + " and " + i)
                        .at(i);
            }
        }
    }

    /** Returns what would be done now, and does nothing. */
    List<Step> outlook(List<Intent> intents, Author author) throws UnavailableException {
        ledger.requireReplayed();
        Instant now = ledger.now();
        return intents.stream()
                .map(intent -> Step.of(intent, ledger, author, now))
                .toList();
    }

    /** Does it, and has it recorded; returns when both are committed. */
    List<RevocationResult> commit(List<Intent> intents, Author author, Recorder recorder) throws UnavailableException {
        ledger.requireReplayed();
        TargetLocks.Held held =
                ledger.locks.lock(intents.stream().map(Intent::target).toList());
        return finish(begin(
                held, intents.stream().map(intent -> new Asked(intent, author)).toList(), recorder));
    }

    /** An intent and its author. */
    record Asked(Intent intent, Author author) {}

    /** Targets that are locked, and what is under way: the events about them, and the audit entry that names these. */
    record Chunk(
            TargetLocks.Held held,
            List<Step> steps,
            Appender.Pending pending,
            Recorder recorder,
            CompletableFuture<Void> granted) {}

    /**
     * Begins to append events and their audit entry together, under the caller's locks, which {@link #finish} releases.
     */
    Chunk begin(TargetLocks.Held held, Collection<Asked> all, Recorder recorder) {
        List<Step> steps = new ArrayList<>(all.size());
        List<RevocationEvent> events = new ArrayList<>(all.size());
        Instant now = ledger.now();
        for (Asked each : all) {
            Step step = Step.of(each.intent(), ledger, each.author(), now);
            steps.add(step);
            Optional.ofNullable(step.event()).ifPresent(events::add);
        }
        Appender.Pending pending = ledger.appender.begin(events);
        CompletableFuture<Void> granted = pending.isRefused()
                ? Recordings.none()
                : recorder.granted(steps.stream().map(Step::planned).toList());
        return new Chunk(held, steps, pending, recorder, granted);
    }

    /** Waits for the log and the audit, and returns what the log says. */
    List<RevocationResult> finish(Chunk chunk) throws UnavailableException {
        List<RevocationResult> results = new ArrayList<>(chunk.steps().size());
        try {
            // Both commits take about as long: by then the rest is there, and this thread has slept once, not three
            // times.
            Recordings.awaitAWhile(chunk.granted());
            List<Receipt> receipts = ledger.appender.awaitCommitted(chunk.pending());
            ledger.appender.awaitApplied(receipts);
            Iterator<Receipt> next = receipts.iterator();
            for (Step step : chunk.steps()) {
                results.add(step.event() == null ? step.foregone() : result(step, next.next()));
            }
        } finally {
            chunk.held().close();
        }
        Recordings.await(chunk.granted());
        ledger.requireSettled();
        chunk.recorder().confirmed(results.stream().map(Step::subject).toList());
        return results;
    }

    private RevocationResult result(Step step, Receipt receipt) throws UnavailableException {
        RevocationEvent.Revoked event = Objects.requireNonNull(step.event());
        if (ledger.live.madeLive(receipt, event.origin().id())) {
            return Step.answer(Outcome.CREATED, event.revocation(), event.origin(), receipt);
        }
        LiveRevocation now = ledger.live.find(event.target()).orElse(null);
        if (now == null) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "the revocation was committed, but something took it back at the same time; repeat the request");
        }
        Origin first = now.origin();
        if (!now.revocation().covers(event.revocation())) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "the revocation was committed, but it is not what is in force; repeat the request");
        }
        boolean ours = first != null && first.id().equals(event.origin().id());
        if (first != null && !ours) {
            ledger.appender.appendUnderFirstId(now, first);
        }
        if (step.known() == null && (ours || isOfThisRequest(event, now))) {
            return Step.answer(Outcome.CREATED, now.revocation(), first, receipt);
        }
        Outcome outcome = step.known() == null || step.isRepetition() ? Outcome.UNCHANGED : Outcome.EXTENDED;
        return Step.answer(outcome, now.revocation(), first, receipt);
    }

    /** Whether another attempt of this very request, at another publisher, made the target live. */
    private boolean isOfThisRequest(RevocationEvent.Revoked event, LiveRevocation now) {
        Origin first = now.origin();
        return event.request() != null
                && first != null
                && ledger.live
                        .receiptOf(event.request())
                        .filter(receipt -> ledger.live.madeLive(receipt, first.id()))
                        .isPresent();
    }

    /**
     * Appends live revocations again of which the log no longer tells the whole: once compaction has removed older
     * records, a reader that restarts would know less. Does not wait for requests about some of the targets: one of them
     * may be stuck until its commit times out.
     */
    public Restored restore(List<Target> targets) throws UnavailableException {
        return restoreAll(targets.iterator(), unused -> {}, () -> false);
    }

    /**
     * The same for any number of targets, which are taken one by one, several hundred of them under way at once.
     *
     * @param onDone told of how many of the targets nothing is left to do, as it goes on
     * @param stopped asked before each chunk
     */
    public Restored restoreAll(Iterator<Target> targets, IntConsumer onDone, BooleanSupplier stopped)
            throws UnavailableException {
        try (Restoration restoration = new Restoration(ledger, onDone)) {
            return restoration.run(targets, stopped);
        }
    }

    /**
     * What came of restoring.
     *
     * @param appended how many revocations were appended again
     * @param busy the targets that other requests are about; restore them later
     */
    public record Restored(int appended, List<Target> busy) {}

    int restoreLocked(List<Target> targets) throws UnavailableException {
        List<RevocationEvent> events = lostEvents(ledger, targets);
        append(events);
        return events.size();
    }

    /** The events that tell again what the log no longer tells of locked targets. */
    static List<RevocationEvent> lostEvents(Ledger ledger, List<Target> targets) {
        return targets.stream()
                .flatMap(target -> ledger.live.find(target).stream())
                .filter(LiveRevocation::overwritten)
                .<RevocationEvent>map(live -> {
                    Origin first = live.origin();
                    Origin origin = first != null
                            ? first
                            : ledger.origin(null, new Explanation("restored", null), null, ledger.now());
                    return new RevocationEvent.Revoked(live.revocation(), origin);
                })
                .toList();
    }

    /**
     * Appends reinstatements again, to the partitions to which their keys hash now. Each names what it takes back, so it
     * takes back nothing else that is revoked in the meantime.
     *
     * @param targets of the reinstatements
     * @param displaced says, once the targets are locked, which of them are still to be appended again
     */
    public void appendAgain(List<Target> targets, Supplier<List<RevocationEvent.Reinstated>> displaced)
            throws UnavailableException {
        TargetLocks.Held held = ledger.locks.lock(targets);
        try {
            Set<Target> locked = Set.copyOf(targets);
            append(displaced.get().stream()
                    .filter(event -> locked.contains(event.target()))
                    .toList());
        } finally {
            held.close();
        }
    }

    /**
     * Appends revocations that another source names, joined with what is live; nothing for those that are live already.
     *
     * @return how many were appended
     */
    public int appendMissing(List<RevocationEvent.Revoked> named) throws UnavailableException {
        TargetLocks.Held held = ledger.locks.lock(
                named.stream().map(RevocationEvent.Revoked::target).toList());
        try {
            List<RevocationEvent> events = new ArrayList<>();
            for (RevocationEvent.Revoked each : named) {
                LiveRevocation known = ledger.live.find(each.target()).orElse(null);
                if (known == null) {
                    events.add(new RevocationEvent.Revoked(each.revocation(), each.origin()));
                } else if (!known.revocation().covers(each.revocation())) {
                    Origin first = known.origin() == null ? each.origin() : known.origin();
                    events.add(new RevocationEvent.Revoked(known.revocation().merge(each.revocation()), first));
                }
            }
            append(events);
            return events.size();
        } finally {
            held.close();
        }
    }

    private void append(List<? extends RevocationEvent> events) throws UnavailableException {
        ledger.appender.awaitApplied(ledger.appender.awaitCommitted(ledger.appender.begin(events)));
    }
}
