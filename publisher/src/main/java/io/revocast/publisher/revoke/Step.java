package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.revoke.RevocationResult.Commitment;
import io.revocast.publisher.revoke.RevocationResult.Validity;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.UUID;

/**
 * What one request comes to, given what is live: an event to append, or an answer that is known without. Immutable.
 *
 * <p>A request that the live revocation covers is appended too, under the origin of the first event. Another publisher may
 * have taken the revocation back a moment ago, and this one may not have read that yet. Only a record that is committed
 * after the request stands behind it.
 *
 * @param known what was live; null when nothing was
 * @param event to append; null when there is an answer already
 * @param answer known without appending; null when there is an event
 */
record Step(
        @Nullable LiveRevocation known,
        RevocationEvent.@Nullable Revoked event,
        @Nullable RevocationResult answer) {

    static Step of(Intent intent, Ledger ledger, Author author, Instant now) {
        if (intent instanceof Intent.TooLate late) {
            Validity validity = new Validity(late.expiresAt(), late.issuedBefore());
            return new Step(null, null, new RevocationResult(Outcome.EXPIRED, late.target(), validity, null));
        }
        Intent.Revoke wanted = (Intent.Revoke) intent;
        LiveRevocation known = ledger.live.find(wanted.target()).orElse(null);
        Origin first = known == null ? null : known.origin();
        RevocationResult committed = committed(wanted, known, ledger, author);
        if (committed != null) {
            return new Step(known, null, committed);
        }
        if (known != null
                && first != null
                && !known.overwritten()
                && known.revocation().covers(wanted.revocation())) {
            return new Step(
                    known,
                    new RevocationEvent.Revoked(known.revocation(), first, author.request(wanted.target())),
                    null);
        }
        Revocation merged =
                known == null ? wanted.revocation() : known.revocation().merge(wanted.revocation());
        return new Step(
                known,
                new RevocationEvent.Revoked(
                        merged, origin(wanted, first, ledger, author, now), author.request(wanted.target())),
                null);
    }

    /**
     * What this request did already, of which the audit has no entry; null when nothing, or when the log lost it.
     */
    private static @Nullable RevocationResult committed(
            Intent.Revoke wanted, @Nullable LiveRevocation known, Ledger ledger, Author author) {
        UUID request = author.request(wanted.target());
        Receipt receipt =
                request == null ? null : ledger.live.receiptOf(request).orElse(null);
        if (receipt == null || !isHere(receipt, ledger) || (known != null && known.overwritten())) {
            return null;
        }
        Origin first = known == null ? null : known.origin();
        boolean created = first == null || ledger.live.madeLive(receipt, first.id());
        return answer(
                created ? Outcome.CREATED : Outcome.EXTENDED,
                known == null ? wanted.revocation() : known.revocation(),
                first,
                receipt);
    }

    private static Origin origin(
            Intent.Revoke wanted, @Nullable Origin first, Ledger ledger, Author author, Instant now) {
        Origin origin = ledger.origin(first, wanted.explanation(), author.by(), now);
        return first != null || wanted.id() == null
                ? origin
                : new Origin(wanted.id(), origin.at(), origin.reason(), origin.note(), origin.by());
    }

    private static boolean isHere(Receipt receipt, Ledger ledger) {
        return ledger.live
                .position()
                .filter(position -> position.topicId().equals(receipt.topicId()))
                .isPresent();
    }

    /** What it would do, if nobody else came first. */
    Outcome outlook() {
        if (answer != null) {
            return answer.outcome();
        }
        return known == null ? Outcome.CREATED : isRepetition() ? Outcome.UNCHANGED : Outcome.EXTENDED;
    }

    /** Whether the event says what the log said already, as far as this publisher knew. */
    boolean isRepetition() {
        return event != null
                && known != null
                && event.origin().equals(known.origin())
                && event.revocation().equals(known.revocation());
    }

    /** What it is about, until when and from when. */
    Revocation revocation() {
        if (event != null) {
            return event.revocation();
        }
        RevocationResult known = foregone();
        RevocationResult.Validity validity = known.validity();
        return new Revocation(
                known.target(), validity.expiresAt(), validity.issuedBefore(), validity.authenticatedBefore());
    }

    RevocationResult foregone() {
        if (answer == null) {
            throw new IllegalStateException("only a step without event has an answer");
        }
        return answer;
    }

    /** The step as the granted entry of the audit has it, before its event is committed. */
    AuditEntry.Subject planned() {
        if (event == null) {
            return subject(foregone());
        }
        return new AuditEntry.Subject(
                event.target().key(),
                event.origin().id().toString(),
                outlook().wireName(),
                null,
                new AuditEntry.More(event, null, null));
    }

    /** A result as the confirmed entry of the audit has it. */
    static AuditEntry.Subject subject(RevocationResult result) {
        Commitment commitment = result.commitment();
        UUID id = commitment == null ? null : commitment.id();
        return new AuditEntry.Subject(
                result.target().key(),
                id == null ? null : id.toString(),
                result.outcome().wireName(),
                commitment == null ? null : commitment.receipt(),
                new AuditEntry.More(
                        null,
                        new AuditEntry.Validity(
                                result.validity().expiresAt(),
                                result.validity().issuedBefore(),
                                result.validity().authenticatedBefore()),
                        null));
    }

    static RevocationResult answer(Outcome outcome, Revocation revocation, @Nullable Origin first, Receipt receipt) {
        return new RevocationResult(
                outcome,
                revocation.target(),
                new Validity(revocation.expiresAt(), revocation.issuedBefore(), revocation.authenticatedBefore()),
                new Commitment(first == null ? null : first.id(), receipt));
    }
}
