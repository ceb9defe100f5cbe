package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationResult.Commitment;
import io.revocast.publisher.revoke.RevocationResult.Validity;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Revokes: judges a request, joins it with what is known, appends it, and answers what the log then says.
 *
 * <p>Whether a revocation is new is decided by the log and not by this process: after the event is committed and
 * applied here, the live revocation carries the id of the event that came first. Of several publishers that revoke one
 * token at the same time exactly one therefore answers {@link Outcome#CREATED}. When that cannot be established in
 * time, nothing is claimed and the caller is told to repeat.
 *
 * <p>Thread-safe.
 */
public final class Revoker {
    /** The most entries of one batch. */
    public static final int MAX_ENTRIES = 1000;

    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(10);

    private final RevocationRules rules;
    private final Appender appender;
    private final LiveRevocations live;
    private final Clock clock;
    private final UuidV7 ids;
    private final TargetLocks locks = new TargetLocks(LOCK_PATIENCE);

    public Revoker(
            RevocationLog log,
            LiveRevocations live,
            TokenLifetime lifetime,
            TokenAuthenticity authenticity,
            Clock clock) {
        this.rules = new RevocationRules(lifetime, authenticity, clock);
        this.appender = new Appender(log, live);
        this.live = live;
        this.clock = clock;
        this.ids = new UuidV7(clock);
    }

    /**
     * Revokes one thing.
     *
     * @param by the name of the caller's credential
     */
    public RevocationResult revoke(RevocationRequest request, String by)
            throws RejectedException, UnavailableException {
        return commit(List.of(rules.judge(request)), by).get(0);
    }

    /**
     * Revokes several things. Nothing is appended unless every entry passes every rule; results are in the order of
     * the entries.
     */
    public List<RevocationResult> revokeAll(List<RevocationRequest> requests, String by)
            throws RejectedException, UnavailableException {
        if (requests.isEmpty()) {
            throw new RejectedException(Kind.INVALID_FIELD, "revocations", null, "must have at least one entry");
        }
        if (requests.size() > MAX_ENTRIES) {
            throw new RejectedException(
                    Kind.TOO_MANY_ENTRIES,
                    "revocations",
                    Integer.toString(requests.size()),
                    "must have at most " + MAX_ENTRIES + " entries");
        }
        List<Intent> intents = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            try {
                intents.add(rules.judge(requests.get(i)));
            } catch (RejectedException e) {
                throw e.at(i);
            }
        }
        requireDistinct(intents);
        return commit(intents, by);
    }

    private static void requireDistinct(List<Intent> intents) throws RejectedException {
        Map<Target, Integer> seen = new HashMap<>();
        for (int i = 0; i < intents.size(); i++) {
            Target target = intents.get(i).target();
            Integer first = seen.putIfAbsent(target, i);
            if (first != null) {
                throw new RejectedException(
                                Kind.DUPLICATE_TARGET,
                                "target",
                                target.key(),
                                "must not be in one batch twice: entries " + first + " and " + i)
                        .at(i);
            }
        }
    }

    private List<RevocationResult> commit(List<Intent> intents, String by) throws UnavailableException {
        if (!live.isReplayed()) {
            throw new UnavailableException(
                    Certainty.NOT_WRITTEN,
                    "the publisher has not read the topic to its end yet, so it cannot know what is revoked already; "
                            + "nothing was written");
        }
        TargetLocks.Held held = locks.lock(intents.stream().map(Intent::target).toList());
        try {
            return commitLocked(intents, by);
        } finally {
            held.close();
        }
    }

    private List<RevocationResult> commitLocked(List<Intent> intents, String by) throws UnavailableException {
        List<Step> steps = new ArrayList<>(intents.size());
        for (Intent intent : intents) {
            steps.add(plan(intent, by));
        }
        List<RevocationEvent.Revoked> events = new ArrayList<>();
        steps.forEach(step -> step.event().ifPresent(events::add));
        Map<Target, Receipt> receipts = events.isEmpty() ? Map.of() : appender.append(events);
        List<RevocationResult> results = new ArrayList<>(steps.size());
        for (Step step : steps) {
            results.add(step.event().isEmpty() ? step.foregone() : result(step, receipts));
        }
        return results;
    }

    /** What one entry needs: an event to append, or nothing, because its result is known already. */
    private record Step(
            @Nullable LiveRevocation known,
            RevocationEvent.@Nullable Revoked appended,
            @Nullable RevocationResult answer) {
        Optional<RevocationEvent.Revoked> event() {
            return Optional.ofNullable(appended);
        }

        RevocationResult foregone() {
            if (answer == null) {
                throw new IllegalStateException("a step without event has an answer");
            }
            return answer;
        }
    }

    private Step plan(Intent intent, String by) {
        if (intent instanceof Intent.TooLate late) {
            Validity validity = new Validity(late.expiresAt(), late.issuedBefore());
            return new Step(null, null, new RevocationResult(Outcome.EXPIRED, late.target(), validity, null));
        }
        Intent.Revoke wanted = (Intent.Revoke) intent;
        LiveRevocation known = live.find(wanted.target()).orElse(null);
        Origin first = known == null ? null : known.origin();
        if (known != null && first != null && known.revocation().covers(wanted.revocation())) {
            return new Step(known, null, answer(Outcome.UNCHANGED, known, known.receipt()));
        }
        Revocation merged =
                known == null ? wanted.revocation() : known.revocation().merge(wanted.revocation());
        UUID id = first == null ? ids.next() : first.id();
        Origin origin = new Origin(
                id,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                wanted.explanation().reason(),
                wanted.explanation().note(),
                by);
        return new Step(known, new RevocationEvent.Revoked(merged, origin), null);
    }

    private RevocationResult result(Step step, Map<Target, Receipt> receipts) throws UnavailableException {
        RevocationEvent.Revoked event = step.event().orElseThrow();
        Receipt receipt = receipts.get(event.target());
        LiveRevocation now = live.find(event.target()).orElse(null);
        if (receipt == null || now == null) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "the revocation was committed, but something took it back at the same time; repeat the request");
        }
        Origin first = now.origin();
        boolean ours = first != null && first.id().equals(event.origin().id());
        if (first != null && !ours) {
            appender.appendUnderFirstId(now, first);
        }
        if (ours && step.known() == null) {
            return answer(Outcome.CREATED, now, receipt);
        }
        return answer(step.known() == null ? Outcome.UNCHANGED : Outcome.EXTENDED, now, receipt);
    }

    /**
     * Appends a live revocation again whose last record says less than what is live, because another writer replaced
     * it: once compaction has removed the others, a reader that restarts would know less.
     *
     * @return whether it was still so
     */
    public boolean restore(Target target) throws UnavailableException {
        TargetLocks.Held held = locks.lock(List.of(target));
        try {
            LiveRevocation now = live.find(target).orElse(null);
            if (now == null || !now.overwritten()) {
                return false;
            }
            Origin first = now.origin();
            Origin origin = first != null
                    ? first
                    : new Origin(ids.next(), clock.instant().truncatedTo(ChronoUnit.MILLIS), "restored", null, null);
            appender.append(List.of(new RevocationEvent.Revoked(now.revocation(), origin)));
            return true;
        } finally {
            held.close();
        }
    }

    private static RevocationResult answer(Outcome outcome, LiveRevocation now, Receipt receipt) {
        Origin first = now.origin();
        Revocation revocation = now.revocation();
        return new RevocationResult(
                outcome,
                revocation.target(),
                new Validity(revocation.expiresAt(), revocation.issuedBefore()),
                new Commitment(first == null ? null : first.id(), receipt));
    }
}
