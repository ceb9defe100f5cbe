package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.revoke.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers repeated requests with the outcome of the first. Where the first did not come to its end, its events are looked
 * for in the log; those that cannot get there any more are appended again, with the cut-off that they had. Thread-safe.
 */
final class RepeatedRequests {
    /** After this time no event of a request can be committed any more: the producers have given up. */
    private static final Duration OVER = Duration.ofSeconds(70);

    private final Revoker revoker;
    private final Reinstater reinstater;
    private final EarlierOutcome outcomes;
    private final Clock clock;

    RepeatedRequests(Revoker revoker, Reinstater reinstater, Clock clock) {
        this.revoker = revoker;
        this.reinstater = reinstater;
        this.outcomes = new EarlierOutcome(revoker.ledger().live);
        this.clock = clock;
    }

    /** Returns the results of an earlier request, in the order of its targets. */
    List<RevocationResult> revocations(AuditEntry earlier, Author author, Recorder recorder)
            throws UnavailableException {
        revoker.ledger().requireReplayed();
        List<@Nullable RevocationResult> found = new ArrayList<>();
        List<Intent> open = new ArrayList<>();
        for (Subject subject : earlier.subjects()) {
            Optional<RevocationResult> result = outcomes.revocation(subject);
            found.add(result.orElse(null));
            if (result.isEmpty()) {
                EarlierOutcome.intent(subject).ifPresent(open::add);
            }
        }
        var appended = appendOpen(earlier, open, author, recorder).iterator();
        List<RevocationResult> results = new ArrayList<>(found.size());
        for (RevocationResult result : found) {
            results.add(result == null ? appended.next() : result);
        }
        if (earlier.decision() != Decision.CONFIRMED) {
            recorder.confirmed(results.stream().map(Step::subject).toList());
        }
        return results;
    }

    private List<RevocationResult> appendOpen(AuditEntry earlier, List<Intent> open, Author author, Recorder recorder)
            throws UnavailableException {
        if (!open.isEmpty()) {
            requireOver(earlier);
            return revoker.commit(open, author, recorder.grantedOnly());
        }
        requireAudited(earlier, recorder);
        return List.of();
    }

    /** What is committed may not be in the audit. */
    private void requireAudited(AuditEntry earlier, Recorder recorder) throws UnavailableException {
        if (earlier.decision() != Decision.CONFIRMED) {
            Recordings.await(recorder.granted(earlier.subjects()));
            revoker.ledger().requireSettled();
        }
    }

    private void requireOver(AuditEntry earlier) throws UnavailableException {
        if (clock.instant().isBefore(earlier.at().plus(OVER))) {
            throw new UnavailableException(
                    Certainty.IN_PROGRESS,
                    "the first request with this idempotency key is not known to have ended; repeat it");
        }
    }

    /** Returns the results of an earlier request, in the order of the requests. */
    List<Reinstatement.Result> reinstatements(
            AuditEntry earlier, List<Reinstatement.Request> requests, Author author, Recorder recorder)
            throws RejectedException, UnavailableException {
        revoker.ledger().requireReplayed();
        List<Reinstatement.Result> results = new ArrayList<>(requests.size());
        List<Subject> open = new ArrayList<>();
        for (Reinstatement.Request request : requests) {
            Subject subject = subject(earlier, request).orElse(null);
            Reinstatement.Result result = subject == null
                    ? new Reinstatement.Result(Reinstatement.Outcome.NOT_REVOKED, null, null, null)
                    : outcomes.reinstatement(subject).orElse(null);
            if (result == null && subject != null) {
                open.add(subject);
            } else if (result != null) {
                results.add(result);
            }
        }
        if (open.isEmpty()) {
            requireAudited(earlier, recorder);
        } else {
            requireOver(earlier);
            return reinstateAgain(requests, earlier, author, recorder);
        }
        if (earlier.decision() != Decision.CONFIRMED) {
            recorder.confirmed(Reinstater.subjects(results));
        }
        return results;
    }

    /** The explanation of an earlier request. */
    static RevocationRequest.Explanation explanation(AuditEntry earlier) {
        return new RevocationRequest.Explanation(earlier.reason(), earlier.detail());
    }

    private static Optional<Subject> subject(AuditEntry earlier, Reinstatement.Request request) {
        return earlier.subjects().stream()
                .filter(subject -> request instanceof Reinstatement.ByTarget named
                        ? subject.target().equals(named.target().key())
                        : request instanceof Reinstatement.ById byId
                                && byId.id().toString().equals(subject.id()))
                .findFirst();
    }

    /** What was revoked after the first request had read the target holds. */
    private List<Reinstatement.Result> reinstateAgain(
            List<Reinstatement.Request> requests, AuditEntry earlier, Author author, Recorder recorder)
            throws RejectedException, UnavailableException {
        List<Reinstater.Wanted> wanted = new ArrayList<>(requests.size());
        for (Reinstatement.Request request : requests) {
            Subject subject = subject(earlier, request).orElse(null);
            Target target = subject == null ? null : EarlierOutcome.target(subject);
            boolean holds = subject != null
                    && subject.more().event() instanceof RevocationEvent.Reinstated event
                    && isNewer(event);
            wanted.add(new Reinstater.Wanted(request, holds ? null : target));
        }
        return reinstater.commit(wanted, author, recorder);
    }

    private boolean isNewer(RevocationEvent.Reinstated event) {
        Long upTo = event.upTo();
        LiveRevocation now = revoker.ledger().live.find(event.target()).orElse(null);
        return upTo != null && now != null && now.receipt().offset() > upTo;
    }
}
