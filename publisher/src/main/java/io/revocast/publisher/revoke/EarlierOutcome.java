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
import io.revocast.publisher.audit.AuditEntry.Validity;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import io.revocast.publisher.revoke.RevocationResult.Commitment;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Says what an earlier request did to a target, from its audit entry and, where that has no receipt, from the log.
 *
 * <p>The answer must be true now. A receipt of the topic that this process reads is enough, because every later event
 * stands in the same log. A receipt of a lost topic is not enough. Then the revocation must be live, expired, or taken back
 * according to the audit; otherwise its event has to be appended again. Thread-safe.
 */
final class EarlierOutcome {
    private final LiveRevocations live;
    private final RequestHistory history;
    private final Clock clock;

    EarlierOutcome(LiveRevocations live, RequestHistory history, Clock clock) {
        this.live = live;
        this.history = history;
        this.clock = clock;
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

    /** Returns what a revocation did; empty when its event has to be appended. */
    Optional<RevocationResult> revocation(Subject subject) throws UnavailableException {
        RevocationEvent.Revoked event =
                subject.more().event() instanceof RevocationEvent.Revoked revoked ? revoked : null;
        Receipt receipt = event == null ? subject.receipt() : receipt(event).orElse(null);
        Revocation meant = meant(subject);
        if (event == null && receipt == null) {
            return Optional.of(new RevocationResult(Outcome.EXPIRED, meant.target(), validity(meant), null));
        }
        LiveRevocation now = live.find(meant.target()).orElse(null);
        if (now != null && now.overwritten()) {
            return Optional.empty();
        }
        if (receipt != null && isHere(receipt)) {
            return Optional.of(
                    event == null ? recorded(subject, receipt) : committed(event, planned(subject), receipt));
        }
        if (receipt != null && now != null && now.revocation().covers(meant)) {
            return Optional.of(
                    event == null ? recorded(subject, now) : committed(event, planned(subject), now.receipt()));
        }
        if (meant.expiresAt().isAfter(clock.instant()) && !wasReinstated(subject, meant.target())) {
            return Optional.empty();
        }
        if (receipt != null) {
            return Optional.of(recorded(subject, receipt));
        }
        if (meant.expiresAt().isAfter(clock.instant())) {
            throw new UnavailableException(
                    UnavailableException.Certainty.UNKNOWN,
                    "the revocation was taken back since, and the log no longer has it; for a new revocation, use another"
                            + " idempotency key");
        }
        return Optional.of(new RevocationResult(Outcome.EXPIRED, meant.target(), validity(meant), null));
    }

    /** Whether the log that this process reads still has the event of a receipt, or what came after it. */
    private boolean isHere(Receipt receipt) {
        return live.position()
                        .filter(position -> position.topicId().equals(receipt.topicId()))
                        .isPresent()
                && !history.isLost(receipt.topicId());
    }

    private boolean wasReinstated(Subject subject, Target target) throws UnavailableException {
        UUID id = id(subject);
        if (id == null) {
            return false;
        }
        history.catchUp();
        return history.wasReinstated(target, id);
    }

    /** What an earlier request meant to be in force. */
    private static Revocation meant(Subject subject) throws UnavailableException {
        if (subject.more().event() instanceof RevocationEvent.Revoked event) {
            return event.revocation();
        }
        Validity validity = subject.more().validity();
        if (validity == null) {
            throw unreadable(null);
        }
        return new Revocation(
                target(subject), validity.expiresAt(), validity.issuedBefore(), validity.authenticatedBefore());
    }

    private static RevocationResult.Validity validity(Revocation revocation) {
        return new RevocationResult.Validity(
                revocation.expiresAt(), revocation.issuedBefore(), revocation.authenticatedBefore());
    }

    private static RevocationResult recorded(Subject subject, Receipt receipt) throws UnavailableException {
        return recorded(subject, new Commitment(id(subject), receipt));
    }

    private static RevocationResult recorded(Subject subject, LiveRevocation now) throws UnavailableException {
        Origin first = now.origin();
        return recorded(subject, new Commitment(first == null ? id(subject) : first.id(), now.receipt()));
    }

    private static RevocationResult recorded(Subject subject, Commitment commitment) throws UnavailableException {
        Revocation meant = meant(subject);
        return new RevocationResult(planned(subject), meant.target(), validity(meant), commitment);
    }

    /** Returns the outcome of an earlier request that was confirmed, with the record that was appended for it again. */
    static RevocationResult again(Subject subject, RevocationResult appended) throws UnavailableException {
        Commitment commitment = appended.commitment();
        return commitment == null ? appended : recorded(subject, commitment);
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
                                tookBack(event, receipt), target, event.origin().id(), receipt));
    }

    /** The plan stands, unless the event came too late for what another publisher had appended. */
    private Reinstatement.Outcome tookBack(RevocationEvent event, Receipt receipt) {
        LiveRevocation now = live.find(event.target()).orElse(null);
        if (now == null) {
            return Reinstatement.Outcome.REINSTATED;
        }
        Origin first = now.origin();
        boolean same = first != null && first.id().equals(event.origin().id());
        boolean older = now.receipt().topicId().equals(receipt.topicId())
                && now.receipt().partition() == receipt.partition()
                && now.receipt().offset() < receipt.offset();
        return same || older ? Reinstatement.Outcome.REVOKED_AGAIN : Reinstatement.Outcome.REINSTATED;
    }

    /**
     * Returns what an earlier request meant to revoke, with the cut-off that it had.
     *
     * @param explanation of the request, for an entry that does not have it
     */
    static Intent intent(Subject subject, Explanation explanation) throws UnavailableException {
        return new Intent.Revoke(
                meant(subject),
                subject.more().event() instanceof RevocationEvent.Revoked event
                        ? new Explanation(
                                event.origin().reason(), event.origin().note())
                        : explanation,
                id(subject));
    }
}
