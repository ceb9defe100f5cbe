package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.More;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevocationResult.Commitment;
import io.revocast.publisher.request.RevocationResult.Validity;
import io.revocast.publisher.request.RevokeRequest;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** Describes requests, planned writes and results as subjects of audit entries. */
final class AuditSubjects {
    private AuditSubjects() {}

    /** The targets of requests for which nothing was done. Pasted tokens are left out: nothing about them is verified. */
    static List<Subject> named(List<RevokeRequest> requests) {
        return requests.stream()
                .filter(ByTarget.class::isInstance)
                .map(request -> named(((ByTarget) request).target()))
                .toList();
    }

    /** A target alone. */
    static Subject named(Target target) {
        return new Subject(target.key(), null, null, null);
    }

    /** A revocation in the granted entry, before its event is committed. */
    static Subject planned(PlannedWrite write) {
        RevocationEvent.Revoked event = write.event();
        return event == null
                ? confirmed(write, write.resultWithoutWrite())
                : new Subject(
                        event.target().key(),
                        event.origin().id().toString(),
                        write.outlook().wireName(),
                        null,
                        new More(event, null, write.line()));
    }

    /** A revocation in the confirmed entry. */
    static Subject confirmed(PlannedWrite write, RevocationResult result) {
        return confirmed(result, write.line());
    }

    /** A revocation in the confirmed entry of a request that is no streamed list. */
    static Subject confirmed(RevocationResult result) {
        return confirmed(result, null);
    }

    private static Subject confirmed(RevocationResult result, @Nullable String line) {
        Commitment commitment = result.commitment();
        Validity validity = result.validity();
        return new Subject(
                result.target().key(),
                commitment == null ? null : text(commitment.id()),
                result.outcome().wireName(),
                commitment == null ? null : commitment.receipt(),
                new More(
                        null,
                        new AuditEntry.Validity(
                                validity.expiresAt(), validity.issuedBefore(), validity.authenticatedBefore()),
                        line));
    }

    /**
     * A reinstatement in the granted entry.
     *
     * @param event to be appended; null when there is none
     * @param earlier what an earlier attempt of the request did to the target; null when none did anything
     */
    static Subject planned(
            Target target, RevocationEvent.@Nullable Reinstated event, Reinstatement.@Nullable Result earlier) {
        if (event == null) {
            return reinstated(
                    earlier != null
                            ? earlier
                            : new Reinstatement.Result(Reinstatement.Outcome.NOT_REVOKED, target, null, null));
        }
        return new Subject(
                target.key(),
                event.origin().id().toString(),
                Reinstatement.Outcome.REINSTATED.wireName(),
                null,
                new More(event, null, null));
    }

    /** Reinstatements in the confirmed entry. Those without a target are left out. */
    static List<Subject> reinstated(List<Reinstatement.Result> results) {
        return results.stream()
                .filter(result -> result.target() != null)
                .map(AuditSubjects::reinstated)
                .toList();
    }

    private static Subject reinstated(Reinstatement.Result result) {
        return new Subject(
                Objects.requireNonNull(result.target()).key(),
                text(result.id()),
                result.outcome().wireName(),
                result.receipt());
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }
}
