package io.revocast.publisher.service;

import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Revocation;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import org.jspecify.annotations.Nullable;

/**
 * The write that one request leads to: an event to append, or an answer that is known without one. Immutable.
 *
 * @param known the live revocation of the target before the write; null when there was none
 * @param event to append; null when there is an answer
 * @param answer known without appending; null when there is an event
 * @param first the outcome of an earlier attempt, which holds while the revocation has the id of the event; null without one
 * @param line the hash of the line of a streamed list; null for other requests
 */
record PlannedWrite(
        @Nullable LiveRevocation known,
        RevocationEvent.@Nullable Revoked event,
        @Nullable RevocationResult answer,
        @Nullable RevocationOutcome first,
        @Nullable String line) {

    /** A write of which nothing is left to append. */
    static PlannedWrite answered(@Nullable LiveRevocation known, RevocationResult answer, Author author) {
        return new PlannedWrite(known, null, answer, null, author.line());
    }

    /** The outcome, unless another request changes the target first. */
    RevocationOutcome outlook() {
        if (answer != null) {
            return answer.outcome();
        }
        if (first != null) {
            return first;
        }
        return known == null
                ? RevocationOutcome.CREATED
                : isRepetition() ? RevocationOutcome.UNCHANGED : RevocationOutcome.EXTENDED;
    }

    /** Returns the result that the log shows, or the outcome of an earlier attempt with it. */
    RevocationResult since(RevocationResult shown) {
        RevocationResult.Commitment commitment = shown.commitment();
        boolean same =
                event != null && commitment != null && event.origin().id().equals(commitment.id());
        return first == null || !same
                ? shown
                : new RevocationResult(first, shown.target(), shown.validity(), commitment);
    }

    /** Whether the event repeats the last record that this publisher knows. */
    boolean isRepetition() {
        return event != null
                && known != null
                && event.origin().equals(known.origin())
                && event.revocation().equals(known.revocation());
    }

    /** The target with its end and its cut-offs. */
    Revocation revocation() {
        if (event != null) {
            return event.revocation();
        }
        RevocationResult result = resultWithoutWrite();
        RevocationResult.Validity validity = result.validity();
        return new Revocation(
                result.target(), validity.expiresAt(), validity.issuedBefore(), validity.authenticatedBefore());
    }

    /**
     * Returns the answer that is known without appending.
     *
     * @throws IllegalStateException when there is an event to append
     */
    RevocationResult resultWithoutWrite() {
        if (answer == null) {
            throw new IllegalStateException("only a planned write without event has an answer");
        }
        return answer;
    }
}
