package io.revocast.publisher.service;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Target;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.EventOrigins;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.idempotency.EarlierItems;
import io.revocast.publisher.idempotency.EarlierOutcome;
import io.revocast.publisher.idempotency.KeyReservations;
import io.revocast.publisher.idempotency.KeyReservations.Reservation;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.ServiceObserver.Ending;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.validate.RequestValidator;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Entry point for all write endpoints. Each request passes the same phases: authorise, validate, confirm, append and audit,
 * answer. {@link #run} shows them. Thread-safe.
 *
 * <p>All methods throw {@link RejectedException} when the caller must change the request, {@link LimitedException} when the
 * caller must wait, and {@link UnavailableException} when the outcome is not known to be committed.
 */
public final class RevocationService {
    private static final int MOST_TURNED_AWAY = 10_000;

    private final LiveRevocations live;
    private final EventAppender appender;
    private final RequestValidator validator;
    private final AuditLog auditLog;
    private final RequestHistory history;
    private final Admission admission;
    private final ServiceObserver observer;
    private final Clock clock;
    private final RevocationWriter revocations;
    private final ReinstatementWriter reinstatements;
    private final ConfirmationPolicy confirmations;
    private final KeyReservations idempotent;
    private final EarlierOutcome outcomes;
    private final RepeatedRequests repeated;

    /** The callers that were refused as too frequent and have not been admitted since. */
    private final Set<String> turnedAway = ConcurrentHashMap.newKeySet();

    /**
     * What the service reads and appends to.
     *
     * @param history what the audit says about earlier requests
     */
    public record Logs(EventAppender appender, LiveRevocations live, AuditLog audit, RequestHistory history) {}

    /**
     * What a request must pass besides its scopes.
     *
     * @param seen tokens that callers reported lately, for previews
     */
    public record Guards(Admission admission, BroadTargets broad, RecentTokens seen) {}

    /** A service. Logs and guards are shared with other parts of the publisher. */
    public RevocationService(
            RequestValidator validator, Logs logs, Guards guards, ServiceObserver observer, Clock clock) {
        this.live = logs.live();
        this.appender = logs.appender();
        this.validator = validator;
        this.auditLog = logs.audit();
        this.history = logs.history();
        this.admission = guards.admission();
        this.observer = observer;
        this.clock = clock;
        EventOrigins origins = new EventOrigins(clock);
        revocations = new RevocationWriter(appender, live, history, origins);
        outcomes = new EarlierOutcome(appender, live, history, validator.margin(), clock);
        reinstatements = new ReinstatementWriter(
                appender, live, origins, new RevocationRestorer(appender, live, clock), outcomes);
        confirmations = new ConfirmationPolicy(revocations, live, guards.broad(), guards.seen(), clock);
        idempotent = new KeyReservations(history, clock);
        repeated = new RepeatedRequests(revocations, reinstatements, outcomes, live);
    }

    /**
     * Revokes the entries: all of them or none.
     *
     * @param confirmation the preview's token, for broad targets; null when there is none
     * @return the results in the order of the requests
     * @throws ConfirmationNeededException when a target is broad and the token belongs to no preview of these requests
     */
    public List<RevocationResult> revoke(
            Requester requester, List<RevokeRequest> requests, @Nullable String confirmation)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        return run(requester, revokeOperation(requester, requests, confirmation));
    }

    /** Returns what {@link #revoke} would do now, and appends nothing. */
    public Preview preview(Requester requester, List<RevokeRequest> requests)
            throws RejectedException, LimitedException, UnavailableException {
        RevokeOperation operation = revokeOperation(requester, requests, null);
        admit(requester);
        operation.authorise();
        return confirmations.preview(requester, requests, operation.validate());
    }

    private RevokeOperation revokeOperation(
            Requester requester, List<RevokeRequest> requests, @Nullable String confirmation) {
        return new RevokeOperation(validator, confirmations, revocations, repeated, requester, requests, confirmation);
    }

    /** Reinstates the entries. Returns the results in the order of the requests. */
    public List<Reinstatement.Result> reinstate(Requester requester, List<Reinstatement.Request> requests)
            throws RejectedException, LimitedException, UnavailableException {
        return unconfirmed(
                () -> run(requester, new ReinstateOperation(reinstatements, history, repeated, requester, requests)));
    }

    /**
     * Begins a list of any length. Each entry passes the phases by itself. Broad targets are refused, because a stream has
     * no preview.
     *
     * @param results receives the outcome of each entry on the thread that adds entries, in no particular order
     */
    public RevocationStream stream(Requester requester, RevocationStream.Results results)
            throws RejectedException, LimitedException, UnavailableException {
        AuditWriter audit = audit(requester, Action.REVOKE);
        return unconfirmed(() -> observe("bulk", () -> {
            try {
                return stream(requester, audit, results);
            } catch (RejectedException | LimitedException | UnavailableException e) {
                recordFailure(audit, requester, e, List.of());
                throw e;
            }
        }));
    }

    private RevocationStream stream(Requester requester, AuditWriter audit, RevocationStream.Results results)
            throws RejectedException, LimitedException, UnavailableException {
        admit(requester);
        live.requireReplayed();
        Reservation reservation = idempotent.reserve(requester, Action.REVOKE);
        Author author = Author.of(requester, Action.REVOKE);
        return new RevocationStream(
                new RevocationStream.Log(appender, live, revocations),
                new RevocationStream.Session(
                        author,
                        rulesOfLines(requester),
                        RequestAudit.of(audit, topicId(), Explanation.NONE, entry -> {}),
                        new EarlierItems(author, history, outcomes),
                        reservation),
                new RefusedLines(audit),
                results);
    }

    /**
     * Appends to the audit that an endpoint refused a request by a rule of its own. Counts as a request, so that no caller
     * fills the audit.
     *
     * @param targets of the request, as far as they are known
     * @param reason the code of the rule that it breaks
     */
    public void recordRefusal(Requester requester, Action action, List<Target> targets, String reason, String detail)
            throws LimitedException {
        List<AuditEntry.Subject> subjects =
                targets.stream().map(AuditSubjects::named).toList();
        AuditWriter audit = audit(requester, action);
        try {
            admit(requester);
        } catch (LimitedException e) {
            recordFailure(audit, requester, e, subjects);
            throw e;
        }
        audit.refused(reason, detail, subjects);
    }

    /** The phases of a write request: authorise, validate, confirm, append and audit, answer. */
    private <V, R> List<R> run(Requester requester, WriteOperation<V, R> operation)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        AuditWriter audit = audit(requester, operation.action());
        return observe(operation.kind(), () -> {
            try {
                admit(requester);
                operation.authorise();
                try (Reservation reservation = idempotent.reserve(requester, operation.action())) {
                    AuditEntry earlier = reservation.earlier().orElse(null);
                    if (earlier != null) {
                        requireMayNameAgain(requester.caller(), earlier);
                        return repeat(operation, earlier, reservation, audit);
                    }
                    V validated = operation.validate();
                    operation.confirm(validated);
                    return append(operation, validated, reservation, audit);
                }
            } catch (RejectedException | ConfirmationNeededException | LimitedException | UnavailableException e) {
                recordFailure(audit, requester, e, operation.subjects());
                throw e;
            }
        });
    }

    /** The caller may have been limited to issuers since its first attempt. */
    private static void requireMayNameAgain(Caller caller, AuditEntry earlier)
            throws RejectedException, UnavailableException {
        for (AuditEntry.Subject subject : earlier.subjects()) {
            WriteAuthorization.requireMayName(caller, EarlierOutcome.target(subject));
        }
    }

    private <V, R> List<R> repeat(
            WriteOperation<V, R> operation, AuditEntry earlier, Reservation reservation, AuditWriter audit)
            throws RejectedException, UnavailableException {
        Explanation first = RepeatedRequests.explanation(earlier);
        try {
            return operation.repeat(earlier, RequestAudit.of(audit, topicId(), first, reservation::remember));
        } catch (UnavailableException e) {
            throw e.ofRepetition();
        }
    }

    private <V, R> List<R> append(
            WriteOperation<V, R> operation, V validated, Reservation reservation, AuditWriter audit)
            throws RejectedException, UnavailableException {
        try {
            return operation.append(
                    validated, RequestAudit.of(audit, topicId(), operation.explanation(), reservation::remember));
        } catch (UnavailableException e) {
            if (e.certainty() == Certainty.NOT_WRITTEN) {
                // A repetition is a new request.
                reservation.forget();
            }
            throw e;
        }
    }

    private AuditWriter audit(Requester requester, Action action) {
        return new AuditWriter(auditLog, clock, requester, action);
    }

    private @Nullable String topicId() {
        return live.position().map(TopicPosition::topicId).orElse(null);
    }

    private void admit(Requester requester) throws LimitedException {
        Optional<Duration> wait = admission.refuse(requester.caller(), 1);
        if (wait.isPresent()) {
            observer.throttled();
            throw new LimitedException("this credential, or all together, ask too often", wait.get());
        }
        turnedAway.remove(requester.caller().name());
    }

    /** Appends a failure to the audit. Of refusals for frequency, only the first counts until a request is admitted. */
    private void recordFailure(
            AuditWriter audit, Requester requester, Exception why, List<AuditEntry.Subject> subjects) {
        if (turnedAway.size() > MOST_TURNED_AWAY) {
            turnedAway.clear();
        }
        if (!(why instanceof LimitedException)
                || turnedAway.add(requester.caller().name())) {
            audit.refused(why, subjects);
        }
    }

    /** A request, with all its ends. */
    @FunctionalInterface
    private interface Work<T> {
        T run() throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException;
    }

    private <T> T observe(String kind, Work<T> work)
            throws RejectedException, ConfirmationNeededException, LimitedException, UnavailableException {
        long start = observer.nanoTime();
        Ending ending = Ending.UNKNOWN;
        try {
            T result = work.run();
            ending = Ending.OK;
            return result;
        } catch (RejectedException | ConfirmationNeededException | LimitedException e) {
            ending = Ending.REJECTED;
            throw e;
        } catch (UnavailableException e) {
            ending = e.certainty() == Certainty.UNKNOWN ? Ending.UNKNOWN : Ending.UNAVAILABLE;
            throw e;
        } finally {
            observer.published(kind, ending, observer.nanoTime() - start);
        }
    }

    private static <T> T unconfirmed(Work<T> work) throws RejectedException, LimitedException, UnavailableException {
        try {
            return work.run();
        } catch (ConfirmationNeededException e) {
            throw new IllegalStateException("only a batch of revocations needs a confirmation", e);
        }
    }

    private RevocationStream.Rules rulesOfLines(Requester requester) {
        return new RevocationStream.Rules() {
            @Override
            public void authorise(RevokeRequest request, Target target) throws RejectedException {
                WriteAuthorization.requireMayRevoke(requester.caller(), request.kind());
                WriteAuthorization.requireMayName(requester.caller(), target);
            }

            @Override
            public ValidatedRequest validate(RevokeRequest request) throws RejectedException, UnavailableException {
                WriteAuthorization.requireMayRevoke(requester.caller(), request.kind());
                ValidatedRequest validated = validator.validate(request);
                WriteAuthorization.requireMayName(requester.caller(), validated.target());
                confirmations.requireNarrow(validated);
                return validated;
            }
        };
    }
}
