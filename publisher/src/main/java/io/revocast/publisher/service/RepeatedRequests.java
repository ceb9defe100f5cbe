package io.revocast.publisher.service;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.idempotency.EarlierOutcome;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * Answers repeated requests with the outcome of the first. Where the first did not come to its end, its events are looked
 * for in the log. Those that cannot get there any more, and those that were lost with their topic, are appended again, with
 * the cut-off that they had. Thread-safe.
 */
final class RepeatedRequests {
    private final RevocationWriter revocations;
    private final ReinstatementWriter reinstatements;
    private final EarlierOutcome outcomes;
    private final LiveRevocations live;

    RepeatedRequests(
            RevocationWriter revocations,
            ReinstatementWriter reinstatements,
            EarlierOutcome outcomes,
            LiveRevocations live) {
        this.revocations = revocations;
        this.reinstatements = reinstatements;
        this.outcomes = outcomes;
        this.live = live;
    }

    /**
     * Returns the results of an earlier request, in the order of its targets, which is that of the requests.
     *
     * @throws RejectedException when one of them can have no event any more, once the others have theirs
     */
    List<RevocationResult> revocations(
            AuditEntry earlier, List<RevokeRequest> requests, Author author, RequestAudit audit)
            throws RejectedException, UnavailableException {
        live.requireReplayed();
        int replay = live.replay();
        List<@Nullable RevocationResult> found = new ArrayList<>();
        List<ValidatedRequest> open = new ArrayList<>();
        RejectedException changed = null;
        for (int i = 0; i < earlier.subjects().size(); i++) {
            Subject subject = earlier.subjects().get(i);
            RevocationResult result;
            try {
                result = outcomes.revocation(subject).orElse(null);
            } catch (RejectedException e) {
                outcomes.requireOver(earlier, subject);
                changed = earlier.subjects().size() == 1 ? e : e.at(i);
                continue;
            }
            found.add(result);
            if (result == null) {
                outcomes.requireOver(earlier, subject);
                // Equal bodies have equal explanations.
                open.add(EarlierOutcome.request(
                        subject, requests.get(Math.min(i, requests.size() - 1)).explanation()));
            }
        }
        if (open.isEmpty()) {
            requireAudited(
                    replay, earlier, audit, found.stream().anyMatch(each -> each != null && each.commitment() != null));
        }
        Iterator<RevocationResult> appended = open.isEmpty()
                ? Collections.emptyIterator()
                : revocations.write(open, author, audit.ofPart()).iterator();
        if (changed != null) {
            throw changed;
        }
        live.requireSettledSince(replay, true);
        List<RevocationResult> results = new ArrayList<>(found.size());
        boolean confirmed = earlier.decision() == Decision.CONFIRMED;
        for (int i = 0; i < found.size(); i++) {
            RevocationResult result = found.get(i) == null ? appended.next() : found.get(i);
            results.add(
                    confirmed && found.get(i) == null
                            ? EarlierOutcome.again(earlier.subjects().get(i), result)
                            : result);
        }
        if (!confirmed || !open.isEmpty()) {
            audit.confirmed(results.stream().map(AuditSubjects::confirmed).toList());
        }
        return results;
    }

    /** What is committed may not be in the audit, and what is in the audit counts only while the log is current. */
    private void requireAudited(int replay, AuditEntry earlier, RequestAudit audit, boolean written)
            throws UnavailableException {
        if (earlier.decision() != Decision.CONFIRMED) {
            RequestAudit.await(audit.granted(earlier.subjects()), written);
        }
        live.requireSettledSince(replay, written);
    }

    /** Returns the results of an earlier request, in the order of the requests. */
    List<Reinstatement.Result> reinstatements(
            AuditEntry earlier, List<Reinstatement.Request> requests, Author author, RequestAudit audit)
            throws RejectedException, UnavailableException {
        live.requireReplayed();
        int replay = live.replay();
        List<Reinstatement.@Nullable Result> found = new ArrayList<>(requests.size());
        List<ReinstatementWriter.Wanted> open = new ArrayList<>();
        for (Reinstatement.Request request : requests) {
            Subject subject = subject(earlier, request).orElse(null);
            Reinstatement.Result result = subject == null
                    ? new Reinstatement.Result(Reinstatement.Outcome.NOT_REVOKED, null, null, null)
                    : outcomes.reinstatement(subject).orElse(null);
            if (subject != null && result == null) {
                outcomes.requireOver(earlier, subject);
                result = newer(subject, earlier.context().topicId()).orElse(null);
                if (result == null) {
                    open.add(new ReinstatementWriter.Wanted(request, EarlierOutcome.target(subject)));
                }
            }
            found.add(result);
        }
        Iterator<Reinstatement.Result> done = Collections.emptyIterator();
        if (open.isEmpty()) {
            requireAudited(
                    replay,
                    earlier,
                    audit,
                    found.stream()
                            .anyMatch(each -> each != null && each.outcome() != Reinstatement.Outcome.NOT_REVOKED));
        } else {
            done = reinstatements.write(open, author, audit.ofPart()).iterator();
            live.requireSettledSince(replay, true);
        }
        List<Reinstatement.Result> results = new ArrayList<>(found.size());
        for (Reinstatement.Result result : found) {
            results.add(result == null ? done.next() : result);
        }
        if (earlier.decision() != Decision.CONFIRMED) {
            audit.confirmed(AuditSubjects.reinstated(results));
        }
        return results;
    }

    /** The explanation of an earlier request. */
    static RevokeRequest.Explanation explanation(AuditEntry earlier) {
        return new RevokeRequest.Explanation(earlier.reason(), earlier.detail());
    }

    private static Optional<Subject> subject(AuditEntry earlier, Reinstatement.Request request) {
        return earlier.subjects().stream()
                .filter(subject -> request instanceof Reinstatement.ByTarget named
                        ? subject.target().equals(named.target().key())
                        : request instanceof Reinstatement.ById byId
                                && byId.id().toString().equals(subject.id()))
                .findFirst();
    }

    /**
     * What was revoked after the first request had read the target holds. In another topic than the one that it had read
     * that cannot be told, so what is live there holds too.
     */
    private Optional<Reinstatement.Result> newer(Subject subject, @Nullable String topicId) {
        if (!(subject.more().event() instanceof RevocationEvent.Reinstated event)) {
            return Optional.empty();
        }
        return live.find(event.target())
                .map(LiveRevocation::receipt)
                .filter(last -> !event.hasRead(last.partition(), last.offset(), last.partition())
                        || !last.topicId().equals(topicId))
                .map(last -> new Reinstatement.Result(
                        Reinstatement.Outcome.REVOKED_AGAIN,
                        event.target(),
                        event.origin().id(),
                        null));
    }
}
