package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.validate.RequestValidator;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The reinstatement of a batch. */
final class ReinstateOperation implements WriteOperation<List<ReinstatementWriter.Wanted>, Reinstatement.Result> {
    private final ReinstatementWriter writer;
    private final RequestHistory history;
    private final RepeatedRequests repeated;
    private final Requester requester;
    private final List<Reinstatement.Request> requests;
    private final List<AuditEntry.Subject> subjects = new ArrayList<>();

    ReinstateOperation(
            ReinstatementWriter writer,
            RequestHistory history,
            RepeatedRequests repeated,
            Requester requester,
            List<Reinstatement.Request> requests) {
        this.writer = writer;
        this.history = history;
        this.repeated = repeated;
        this.requester = requester;
        this.requests = requests;
    }

    @Override
    public Action action() {
        return Action.REINSTATE;
    }

    @Override
    public String kind() {
        return "reinstatement";
    }

    @Override
    public List<AuditEntry.Subject> subjects() {
        return subjects;
    }

    @Override
    public void authorise() throws RejectedException {
        WriteAuthorization.requireMayReinstate(requester.caller());
    }

    @Override
    public List<Reinstatement.Result> repeat(AuditEntry earlier, RequestAudit audit)
            throws RejectedException, UnavailableException {
        return repeated.reinstatements(earlier, requests, Author.of(requester, action()), audit);
    }

    @Override
    public List<ReinstatementWriter.Wanted> validate() throws RejectedException, UnavailableException {
        for (Reinstatement.Request request : requests) {
            RequestValidator.requireExplanation(request.explanation());
        }
        List<ReinstatementWriter.Wanted> wanted = resolve();
        List<Target> targets = wanted.stream()
                .map(ReinstatementWriter.Wanted::target)
                .filter(Objects::nonNull)
                .toList();
        targets.forEach(target -> subjects.add(AuditSubjects.named(target)));
        for (Target target : targets) {
            WriteAuthorization.requireMayName(requester.caller(), target);
        }
        return wanted;
    }

    /**
     * Reads what other publishers have committed: a target may be revoked since, or its revocation may have a later record than
     * the one that this publisher has read.
     */
    private List<ReinstatementWriter.Wanted> resolve() throws RejectedException, UnavailableException {
        history.catchUp();
        return writer.resolve(requests, Author.of(requester, action()), requester.caller()::mayName);
    }

    @Override
    public Explanation explanation() {
        return requests.get(0).explanation();
    }

    @Override
    public List<Reinstatement.Result> append(List<ReinstatementWriter.Wanted> wanted, RequestAudit audit)
            throws RejectedException, UnavailableException {
        return writer.write(wanted, Author.of(requester, action()), audit);
    }
}
