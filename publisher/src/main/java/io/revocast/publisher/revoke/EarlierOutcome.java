package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.event.EventCodec;
import io.revocast.event.MalformedEventException;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.RevocationResult.Commitment;
import io.revocast.publisher.revoke.RevocationResult.Validity;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Says what an earlier request did to a target, from its audit entry and, where that has no receipt, from the log.
 * Thread-safe.
 */
final class EarlierOutcome {
    private final LiveRevocations live;

    EarlierOutcome(LiveRevocations live) {
        this.live = live;
    }

    /** Returns the target of a subject. */
    static Target target(Subject subject) throws UnavailableException {
        try {
            return EventCodec.decodeKey(subject.target().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedEventException e) {
            throw unreadable(e);
        }
    }

    private static UnavailableException unreadable(@Nullable Exception cause) {
        UnavailableException unreadable = new UnavailableException(
                UnavailableException.Certainty.UNKNOWN,
                "the audit entry of the earlier request cannot be read by this release; upgrade this publisher");
        unreadable.initCause(cause);
        return unreadable;
    }

    /** Returns what a revocation did; empty when its event is not in the log as far as it was read. */
    Optional<RevocationResult> revocation(Subject subject) throws UnavailableException {
        Target target = target(subject);
        if (subject.more().event() instanceof RevocationEvent.Revoked event) {
            return receipt(event).map(receipt -> committed(event, planned(subject), receipt));
        }
        if (subject.more().validity() == null) {
            throw unreadable(null);
        }
        Receipt receipt = subject.receipt();
        return Optional.of(new RevocationResult(
                planned(subject),
                target,
                new Validity(
                        subject.more().validity().expiresAt(),
                        subject.more().validity().issuedBefore(),
                        subject.more().validity().authenticatedBefore()),
                receipt == null ? null : new Commitment(id(subject), receipt)));
    }

    private Optional<Receipt> receipt(RevocationEvent event) {
        UUID request = event.request();
        return request == null ? Optional.empty() : live.receiptOf(request);
    }

    private static Outcome planned(Subject subject) {
        return Outcome.valueOf(String.valueOf(subject.outcome()).toUpperCase(Locale.ROOT));
    }

    private static @Nullable UUID id(Subject subject) {
        String id = subject.id();
        return id == null ? null : UUID.fromString(id);
    }

    /** The plan stands, unless another publisher's event came first. */
    private RevocationResult committed(RevocationEvent.Revoked event, Outcome planned, Receipt receipt) {
        LiveRevocation now = live.find(event.target()).orElse(null);
        Origin first = now == null ? event.origin() : now.origin();
        boolean ours = first != null && first.id().equals(event.origin().id());
        Revocation revocation = now == null ? event.revocation() : now.revocation();
        return Step.answer(
                planned == Outcome.CREATED && !ours ? Outcome.UNCHANGED : planned, revocation, first, receipt);
    }

    /** Returns what a reinstatement did; empty when its event is not in the log as far as it was read. */
    Optional<Reinstatement.Result> reinstatement(Subject subject) throws UnavailableException {
        Reinstatement.Outcome outcome =
                Reinstatement.Outcome.valueOf(String.valueOf(subject.outcome()).toUpperCase(Locale.ROOT));
        Target target = target(subject);
        RevocationEvent event = subject.more().event();
        return event == null
                ? Optional.of(new Reinstatement.Result(outcome, target, id(subject), subject.receipt()))
                : receipt(event)
                        .map(receipt -> new Reinstatement.Result(
                                outcome, target, event.origin().id(), receipt));
    }

    /** Returns what an earlier request meant to revoke, with the cut-off that it had; empty when nothing is left to do. */
    static Optional<Intent> intent(Subject subject) {
        return subject.more().event() instanceof RevocationEvent.Revoked event
                ? Optional.of(new Intent.Revoke(
                        event.revocation(),
                        new Explanation(event.origin().reason(), event.origin().note())))
                : Optional.empty();
    }
}
