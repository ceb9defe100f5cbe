package io.revocast.publisher.service;

import io.revocast.consumer.internal.replay.RecentRequests.First;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.EventOrigins;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevocationResult.Validity;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Merges validated requests with the live revocations into planned writes. Thread-safe. */
final class WritePlanner {
    private final LiveRevocations live;
    private final EventOrigins origins;

    WritePlanner(LiveRevocations live, EventOrigins origins) {
        this.live = live;
        this.origins = origins;
    }

    /**
     * Plans the write of one request.
     *
     * <p>A request that the live revocation covers is appended too, under the origin of the first event. Another publisher
     * may have reinstated the target a moment ago, and this one may not have read that yet. Only a record that is committed
     * after the request proves the answer.
     *
     * @param now the time of the event, see {@link EventOrigins#now}
     */
    PlannedWrite plan(ValidatedRequest request, Author author, Instant now) {
        if (request instanceof ValidatedRequest.AlreadyExpired late) {
            Validity validity = new Validity(late.expiresAt(), late.issuedBefore());
            return PlannedWrite.answered(
                    null, new RevocationResult(RevocationOutcome.EXPIRED, late.target(), validity, null), author);
        }
        ValidatedRequest.Revoke wanted = (ValidatedRequest.Revoke) request;
        LiveRevocation known = live.find(wanted.target()).orElse(null);
        RevocationResult committed = committed(wanted.target(), known, author).orElse(null);
        return committed == null
                ? planned(wanted, known, event(wanted, known, author, now), author)
                : PlannedWrite.answered(known, committed, author);
    }

    /** A write that repeats an earlier attempt has the outcome of that one when its revocation has the same id. */
    private static PlannedWrite planned(
            ValidatedRequest.Revoke wanted,
            @Nullable LiveRevocation known,
            RevocationEvent.Revoked event,
            Author author) {
        boolean again = event.origin().id().equals(wanted.id());
        return new PlannedWrite(known, event, null, again ? wanted.outcome() : null, author.line());
    }

    private RevocationEvent.Revoked event(
            ValidatedRequest.Revoke wanted, @Nullable LiveRevocation known, Author author, Instant now) {
        UUID request = author.request(wanted.target());
        Origin first = known == null ? null : known.origin();
        if (known == null || first == null) {
            Revocation merged =
                    known == null ? wanted.revocation() : known.revocation().merge(wanted.revocation());
            return new RevocationEvent.Revoked(
                    merged, origins.origin(wanted.id(), wanted.explanation(), author.by(), now), request);
        }
        return known.revocation().covers(wanted.revocation())
                ? new RevocationEvent.Revoked(known.revocation(), first, request)
                : new RevocationEvent.Revoked(
                        known.revocation().merge(wanted.revocation()),
                        origins.origin(first.id(), wanted.explanation(), author.by(), now),
                        request);
    }

    /** The result of an earlier attempt of this request that the audit does not name; empty when the log has none. */
    private Optional<RevocationResult> committed(Target target, @Nullable LiveRevocation known, Author author) {
        UUID request = author.request(target);
        if (request == null || (known != null && known.overwritten())) {
            return Optional.empty();
        }
        return live.firstOf(request)
                .filter(first -> isInThisTopic(first.receipt()))
                .flatMap(first -> result(first, known));
    }

    private Optional<RevocationResult> result(First first, @Nullable LiveRevocation known) {
        Receipt receipt = known != null && live.isDeleted(first.receipt()) ? known.receipt() : first.receipt();
        return Optional.ofNullable(first.done())
                .map(done -> RevocationResult.committed(
                        RevocationOutcome.of(done.effect()), done.revocation(), done.id(), receipt));
    }

    private boolean isInThisTopic(Receipt receipt) {
        return live.position()
                .filter(position -> position.topicId().equals(receipt.topicId()))
                .isPresent();
    }
}
