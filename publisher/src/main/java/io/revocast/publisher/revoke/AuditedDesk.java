package io.revocast.publisher.revoke;

import io.revocast.consumer.TopicPosition;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.revoke.IdempotentRequests.Claim;
import io.revocast.publisher.revoke.RejectedException.Kind;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The desk of a running publisher. Thread-safe. */
public final class AuditedDesk implements Desk {
    private static final int MOST_TURNED_AWAY = 10_000;

    private final Revoker revoker;
    private final Reinstater reinstater;
    private final AuditLog audit;
    private final Guards guards;
    private final Confirmations confirmations;
    private final IdempotentRequests idempotent;
    private final EarlierOutcome outcomes;
    private final RepeatedRequests repeated;
    private final Clock clock;

    /** Who was turned away as too fast, and has not been admitted since. */
    private final Set<String> turnedAway = ConcurrentHashMap.newKeySet();

    /**
     * What stands between a caller and the log, besides its scopes.
     *
     * @param seen tokens seen lately, for previews
     */
    public record Guards(Admission admission, WideTargets wide, SeenTokens seen) {}

    /** A desk that knows of no requests but its own last ones. */
    public AuditedDesk(Revoker revoker, AuditLog audit, Guards guards, Clock clock) {
        this(revoker, audit, RequestHistory.NONE, guards, clock);
    }

    /**
     * A desk.
     *
     * @param history what the audit tells of earlier requests
     */
    public AuditedDesk(Revoker revoker, AuditLog audit, RequestHistory history, Guards guards, Clock clock) {
        this.revoker = revoker;
        this.reinstater = new Reinstater(revoker);
        this.audit = audit;
        this.guards = guards;
        this.confirmations = new Confirmations(clock);
        this.idempotent = new IdempotentRequests(history, clock);
        this.outcomes = new EarlierOutcome(revoker.ledger().live, history, clock);
        this.repeated = new RepeatedRequests(revoker, reinstater, outcomes, clock);
        this.clock = clock;
    }

    private static Author author(Requester requester, Action action) {
        IdempotencyKey key = requester.idempotency();
        return key == null
                ? new Author(requester.caller().name(), action, null, null)
                : new Author(requester.caller().name(), action, key.key(), key.bodyHash());
    }

    private @Nullable String topicId() {
        return revoker.ledger().live.position().map(TopicPosition::topicId).orElse(null);
    }

    private Minutes minutes(Requester requester, Action action) {
        return new Minutes(audit, clock, requester, action);
    }

    @Override
    public List<RevocationResult> revoke(
            Requester requester, List<RevocationRequest> requests, @Nullable String confirmation)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        Minutes minutes = minutes(requester, Action.REVOKE);
        try {
            admit(requester);
            Authority.requireMayRevoke(requester.caller(), requests);
            try (Claim claim = idempotent.claim(requester, Action.REVOKE)) {
                return revoke(new Attempt(requester, minutes, claim), requests, confirmation);
            }
        } catch (RejectedException | ConfirmationNeededException | LimitedException | UnavailableException e) {
            note(minutes, requester, e, Minutes.named(requests));
            throw e;
        }
    }

    /** A request that was admitted, and how it is written down. */
    private record Attempt(Requester requester, Minutes minutes, Claim claim) {
        Recorder recorder(@Nullable String topicId, Explanation explanation) {
            return minutes.recorder(topicId, explanation, claim::remember);
        }
    }

    private List<RevocationResult> revoke(
            Attempt attempt, List<RevocationRequest> requests, @Nullable String confirmation)
            throws RejectedException, ConfirmationNeededException, UnavailableException {
        Requester requester = attempt.requester();
        Author author = author(requester, Action.REVOKE);
        AuditEntry earlier = attempt.claim().earlier().orElse(null);
        if (earlier != null) {
            return repeated.revocations(
                    earlier, requests, author, attempt.recorder(topicId(), RepeatedRequests.explanation(earlier)));
        }
        List<Intent> intents = judge(requester, requests);
        requireConfirmed(requester, requests, intents, confirmation);
        try {
            return revoker.commit(
                    intents, author, attempt.recorder(topicId(), requests.get(0).explanation()));
        } catch (UnavailableException e) {
            throw forgetting(attempt.claim(), e);
        }
    }

    /** Of a request of which nothing was written, nothing is kept: its repetition is a new one. */
    private static UnavailableException forgetting(Claim claim, UnavailableException why) {
        if (why.certainty() == Certainty.NOT_WRITTEN) {
            claim.forget();
        }
        return why;
    }

    private List<Intent> judge(Requester requester, List<RevocationRequest> requests)
            throws RejectedException, UnavailableException {
        List<Intent> intents = revoker.judge(requests);
        for (Intent intent : intents) {
            Authority.requireMayName(requester.caller(), intent.target());
        }
        return intents;
    }

    private void admit(Requester requester) throws LimitedException {
        Optional<Duration> wait = guards.admission().refuse(requester.caller(), 1);
        if (wait.isPresent()) {
            throw new LimitedException("this credential, or all together, ask too often", wait.get());
        }
        turnedAway.remove(requester.caller().name());
    }

    /** Of requests that come too fast only the first is written down, until one is admitted again. */
    private void note(Minutes minutes, Requester requester, Exception why, List<AuditEntry.Subject> subjects) {
        if (turnedAway.size() > MOST_TURNED_AWAY) {
            turnedAway.clear();
        }
        if (!(why instanceof LimitedException)
                || turnedAway.add(requester.caller().name())) {
            minutes.refused(why, subjects);
        }
    }

    @Override
    public void refused(Requester requester, List<Target> targets, RejectedException why) throws LimitedException {
        List<AuditEntry.Subject> subjects = targets.stream().map(Minutes::named).toList();
        Minutes minutes = minutes(requester, Action.REVOKE);
        try {
            admit(requester);
        } catch (LimitedException e) {
            note(minutes, requester, e, subjects);
            throw e;
        }
        minutes.refused(why, subjects);
    }

    private void requireConfirmed(
            Requester requester, List<RevocationRequest> requests, List<Intent> intents, @Nullable String token)
            throws ConfirmationNeededException, UnavailableException {
        boolean wide = false;
        for (Intent intent : intents) {
            wide |= isWide(intent);
        }
        if (wide && !confirmations.confirms(token, requester, requests)) {
            throw new ConfirmationNeededException(outlook(requester, requests, intents));
        }
    }

    private boolean isWide(Intent intent) {
        if (!(intent instanceof Intent.Revoke revoke) || revoke.target() instanceof Target.Token) {
            return false;
        }
        Revocation revocation = revoke.revocation();
        Target target = revocation.target();
        return guards.wide().isWide(target, guards.seen().mostHits(target))
                && guards.wide()
                        .isWide(
                                target,
                                guards.seen()
                                        .hits(target, revocation.issuedBefore(), revocation.authenticatedBefore())
                                        .count());
    }

    @Override
    public Preview preview(Requester requester, List<RevocationRequest> requests)
            throws RejectedException, LimitedException, UnavailableException {
        admit(requester);
        Authority.requireMayRevoke(requester.caller(), requests);
        return outlook(requester, requests, judge(requester, requests));
    }

    private Preview outlook(Requester requester, List<RevocationRequest> requests, List<Intent> intents)
            throws UnavailableException {
        List<Step> steps = revoker.outlook(intents, Author.of(requester.caller().name()));
        List<Preview.Item> items = new ArrayList<>(steps.size());
        for (int i = 0; i < steps.size(); i++) {
            Revocation revocation = steps.get(i).revocation();
            SeenTokens.Hits hits = guards.seen()
                    .hits(revocation.target(), revocation.issuedBefore(), revocation.authenticatedBefore());
            items.add(new Preview.Item(
                    steps.get(i).outlook(),
                    revocation,
                    isWide(intents.get(i)),
                    new Preview.Matches(
                            live(revocation.target()),
                            hits.count(),
                            hits.sample(),
                            guards.seen().observed(revocation.target()))));
        }
        return new Preview(
                items,
                confirmations.of(requester, requests),
                revoker.ledger().live.unsettled().orElse(null));
    }

    private long live(Target target) {
        LiveRevocations live = revoker.ledger().live;
        if (target instanceof Target.Issuer issuer) {
            return live.live()
                    .filter(each -> each.revocation().target().issuer().equals(issuer.issuer()))
                    .count();
        }
        return live.find(target).isPresent() ? 1 : 0;
    }

    @Override
    public Bulk bulk(Requester requester, Bulk.Results results)
            throws RejectedException, LimitedException, UnavailableException {
        admit(requester);
        revoker.ledger().requireReplayed();
        Minutes minutes = minutes(requester, Action.REVOKE);
        Claim claim = idempotent.claim(requester, Action.REVOKE);
        Author author = author(requester, Action.REVOKE);
        return new ChunkedBulk(
                revoker,
                author,
                request -> judgeBulk(requester, request),
                new ListMemory(
                        minutes.recorder(topicId(), Explanation.NONE, entry -> {}),
                        new EarlierItems(author, idempotent.history(), outcomes),
                        claim),
                new RefusedLines(minutes),
                results);
    }

    private Intent judgeBulk(Requester requester, RevocationRequest request)
            throws RejectedException, UnavailableException {
        Authority.requireMayRevoke(requester.caller(), request.kind());
        Intent intent = revoker.judge(request);
        Authority.requireMayName(requester.caller(), intent.target());
        if (isWide(intent)) {
            throw new RejectedException(
                    Kind.NOT_CONFIRMABLE,
                    "target",
                    intent.target().key(),
                    "must not be this wide in a stream, where nobody looks at a preview; post it to /v1/revocations");
        }
        return intent;
    }

    @Override
    public List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests)
            throws RejectedException, LimitedException, UnavailableException {
        Minutes minutes = minutes(requester, Action.REINSTATE);
        List<AuditEntry.Subject> subjects = new ArrayList<>();
        try {
            admit(requester);
            Authority.requireMayReinstate(requester.caller());
            for (Reinstatement.Request request : requests) {
                RevocationRules.requireExplanation(request.explanation());
            }
            try (Claim claim = idempotent.claim(requester, Action.REINSTATE)) {
                return reinstate(new Attempt(requester, minutes, claim), requests, subjects);
            }
        } catch (RejectedException | LimitedException | UnavailableException e) {
            note(minutes, requester, e, subjects);
            throw e;
        }
    }

    private List<Reinstatement.Result> reinstate(
            Attempt attempt, List<Reinstatement.Request> requests, List<AuditEntry.Subject> subjects)
            throws RejectedException, UnavailableException {
        Author author = author(attempt.requester(), Action.REINSTATE);
        AuditEntry earlier = attempt.claim().earlier().orElse(null);
        if (earlier != null) {
            return repeated.reinstatements(
                    earlier, requests, author, attempt.recorder(topicId(), RepeatedRequests.explanation(earlier)));
        }
        List<Reinstater.Wanted> wanted = resolve(attempt.requester(), requests);
        List<Target> targets = wanted.stream()
                .map(Reinstater.Wanted::target)
                .filter(Objects::nonNull)
                .toList();
        targets.forEach(target -> subjects.add(Minutes.named(target)));
        for (Target target : targets) {
            Authority.requireMayName(attempt.requester().caller(), target);
        }
        try {
            return reinstater.commit(
                    wanted, author, attempt.recorder(topicId(), requests.get(0).explanation()));
        } catch (UnavailableException e) {
            throw forgetting(attempt.claim(), e);
        }
    }

    /** Before it answers "not revoked", this publisher reads what another one may have committed a moment ago. */
    private List<Reinstater.Wanted> resolve(Requester requester, List<Reinstatement.Request> requests)
            throws RejectedException, UnavailableException {
        List<Reinstater.Wanted> wanted = reinstater.resolve(requests, requester.caller()::mayName);
        if (wanted.stream().allMatch(this::isLive)) {
            return wanted;
        }
        idempotent.history().catchUp();
        return reinstater.resolve(requests, requester.caller()::mayName);
    }

    private boolean isLive(Reinstater.Wanted wanted) {
        return wanted.target() != null
                && revoker.ledger().live.find(wanted.target()).isPresent();
    }
}
