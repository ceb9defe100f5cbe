package io.revocast.publisher.idempotency;

import io.revocast.consumer.internal.replay.RecentRequests.Done;
import io.revocast.consumer.internal.replay.RecentRequests.First;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.Subject;
import io.revocast.publisher.audit.AuditEntry.Validity;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.RevocationResult.Commitment;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.time.BoundedClock;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Says what an earlier request did to a target, from its audit entry and, where that has no receipt, from the log.
 *
 * <p>The answer must be true now, and a receipt alone does not show that: a log can lose its end, its beginning, or be
 * replaced. A revocation must be live, expired, or taken back according to the audit; otherwise its event has to be appended
 * again. Thread-safe.
 */
public final class EarlierOutcome {
    private final EventAppender appender;
    private final LiveRevocations live;
    private final RequestHistory history;
    private final Duration margin;
    private final Clock clock;

    /**
     * @param margin how long after its {@code exp} a service may accept a token
     */
    public EarlierOutcome(
            EventAppender appender, LiveRevocations live, RequestHistory history, Duration margin, Clock clock) {
        this.appender = appender;
        this.live = live;
        this.history = history;
        this.margin = margin;
        this.clock = clock;
    }

    /** Returns the target of a subject. */
    public static Target target(Subject subject) throws UnavailableException {
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

    /**
     * Requires that no event of an earlier request about a subject can be committed any more, for an answer that relies on what
     * the log does not have.
     */
    public void requireOver(AuditEntry earlier, Subject subject) throws UnavailableException {
        Instant began = history.lastAttempt(earlier, subject)
                .orElse(earlier.decision() == Decision.CONFIRMED ? Instant.MIN : earlier.at());
        if (BoundedClock.boundsOf(clock)
                .earliest()
                .minus(RequestHistory.ATTEMPT)
                .isBefore(began)) {
            throw new UnavailableException(
                    UnavailableException.Certainty.IN_PROGRESS,
                    "an earlier request with this idempotency key is not known to have ended; repeat it");
        }
    }

    /**
     * Returns what a revocation did; empty when its event has to be appended.
     *
     * @throws RejectedException when another caller took the revocation back, and the log has no event of the request
     */
    public Optional<RevocationResult> revocation(Subject subject) throws RejectedException, UnavailableException {
        RevocationEvent.Revoked event =
                subject.more().event() instanceof RevocationEvent.Revoked revoked ? revoked : null;
        First written = event == null ? null : first(event).orElse(null);
        Receipt receipt = event == null ? subject.receipt() : written == null ? null : written.receipt();
        Revocation meant = meant(subject);
        if (event == null && receipt == null) {
            return Optional.of(new RevocationResult(RevocationOutcome.EXPIRED, meant.target(), validity(meant), null));
        }
        // First: what is live is overwritten when its record was deleted.
        live.lookForDeleted();
        LiveRevocation now = live.find(meant.target()).orElse(null);
        if (now != null && now.overwritten()) {
            return Optional.empty();
        }
        if (event != null && written != null && isHere(written.receipt())) {
            return Optional.of(committed(event, planned(subject), written));
        }
        if (event == null && receipt != null && isHere(receipt) && !isMissing(subject, meant)) {
            return Optional.of(recorded(subject, receipt));
        }
        if (receipt != null
                && now != null
                && now.revocation().covers(meant)
                && (isOf(now, id(subject)) || !wasReinstated(subject, meant.target()))) {
            return Optional.of(
                    event == null
                            ? recorded(subject, now)
                            : RevocationResult.committed(
                                    outcome(event, planned(subject), outcome(written)),
                                    now.revocation(),
                                    now.origin(),
                                    now.receipt()));
        }
        boolean isLive = now != null && isOf(now, id(subject));
        if (!isOver(meant) && (isLive || !wasReinstated(subject, meant.target()))) {
            return Optional.empty();
        }
        if (receipt != null) {
            return Optional.of(recorded(subject, receipt));
        }
        if (!isOver(meant)) {
            throw new RejectedException(
                    RejectedException.Kind.CHANGED,
                    "Idempotency-Key",
                    null,
                    "names a request whose revocation was taken back since, and the log has no event of the request; for a "
                            + "new revocation, use another key");
        }
        return Optional.of(new RevocationResult(RevocationOutcome.EXPIRED, meant.target(), validity(meant), null));
    }

    /** Whether a live revocation is the one that has the id; another one may have taken its place since. */
    private static boolean isOf(LiveRevocation live, @Nullable UUID id) {
        Origin first = live.origin();
        return id == null || first == null || first.id().equals(id);
    }

    /** Whether the log that this process reads still has the event of a receipt, or what came after it. */
    private boolean isHere(Receipt receipt) {
        return live.position()
                        .filter(position -> position.topicId().equals(receipt.topicId()))
                        .isPresent()
                && !live.isDeleted(receipt)
                && !history.isLost(receipt.topicId());
    }

    /**
     * Whether the log lost the record of a confirmed request without a trace: nothing else explains why the revocation is not
     * in force. Another publisher may have confirmed it a moment ago, so this method waits for the end of the log.
     */
    private boolean isMissing(Subject subject, Revocation meant) throws UnavailableException {
        // Without an audit, no publisher knows what was taken back.
        if (isInForce(meant) || isOver(meant) || history.equals(RequestHistory.NONE)) {
            return false;
        }
        history.catchUp();
        return !isInForce(meant) && !wasReinstated(subject, meant.target());
    }

    private boolean isInForce(Revocation meant) {
        return live.find(meant.target())
                .filter(now -> now.revocation().covers(meant))
                .isPresent();
    }

    /** Whether no service accepts a matching token any more, by every clock. */
    private boolean isOver(Revocation meant) {
        return !meant.expiresAt()
                .isAfter(BoundedClock.boundsOf(clock).earliest().minus(margin));
    }

    private boolean wasReinstated(Subject subject, Target target) throws UnavailableException {
        return wasReinstated(id(subject), target);
    }

    private boolean wasReinstated(@Nullable UUID id, Target target) throws UnavailableException {
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
    public static RevocationResult again(Subject subject, RevocationResult appended) throws UnavailableException {
        Commitment commitment = appended.commitment();
        if (commitment != null) {
            return recorded(subject, commitment);
        }
        // It has expired meanwhile, by the clock that decides what is appended.
        Receipt receipt = subject.receipt();
        return receipt == null ? appended : recorded(subject, receipt);
    }

    private Optional<First> first(RevocationEvent event) {
        UUID request = event.request();
        return request == null ? Optional.empty() : live.firstOf(request);
    }

    private static RevocationOutcome planned(Subject subject) {
        return RevocationOutcome.valueOf(String.valueOf(subject.outcome()).toUpperCase(Locale.ROOT));
    }

    private static @Nullable UUID id(Subject subject) {
        String id = subject.id();
        return id == null ? null : UUID.fromString(id);
    }

    /** What was in force when the event was applied: another caller may have changed it since. */
    private RevocationResult committed(RevocationEvent.Revoked event, RevocationOutcome planned, First written)
            throws UnavailableException {
        Done done = written.done();
        RevocationOutcome outcome = outcome(event, planned, outcome(written));
        return done == null
                ? RevocationResult.committed(outcome, event.revocation(), event.origin(), written.receipt())
                : RevocationResult.committed(outcome, done.revocation(), done.id(), written.receipt());
    }

    private static @Nullable RevocationOutcome outcome(@Nullable First written) {
        Done done = written == null ? null : written.done();
        return done == null ? null : RevocationOutcome.of(done.effect());
    }

    /**
     * The outcome that the first attempt answered. Its plan does not say it alone, because another publisher's event may have
     * come first. The log does not say it alone either: compaction may have removed the event that this one extended.
     *
     * @param shown what the log shows
     */
    private RevocationOutcome outcome(
            RevocationEvent.Revoked event, RevocationOutcome planned, @Nullable RevocationOutcome shown)
            throws UnavailableException {
        return switch (planned) {
            case CREATED ->
                shown == RevocationOutcome.EXTENDED || !isLiveUnderItsId(event)
                        ? Objects.requireNonNullElse(shown, RevocationOutcome.UNCHANGED)
                        : planned;
            case EXTENDED, UNCHANGED -> {
                if (shown == RevocationOutcome.CREATED) {
                    yield wasReinstated(event.origin().id(), event.target()) ? shown : planned;
                }
                yield shown == RevocationOutcome.EXTENDED || (shown != null && isInOrder()) ? shown : planned;
            }
            case EXPIRED -> planned;
        };
    }

    /** Whether this process has applied the events of a target in their order. Partitions are read in any order. */
    private boolean isInOrder() {
        return live.position().filter(read -> read.next().size() == 1).isPresent();
    }

    private boolean isLiveUnderItsId(RevocationEvent.Revoked event) {
        return live.find(event.target())
                .filter(now -> now.origin() != null && isOf(now, event.origin().id()))
                .isPresent();
    }

    /** Returns what a reinstatement did; empty when its event is not in the log as far as it was read. */
    public Optional<Reinstatement.Result> reinstatement(Subject subject) throws UnavailableException {
        Reinstatement.Outcome outcome =
                Reinstatement.Outcome.valueOf(String.valueOf(subject.outcome()).toUpperCase(Locale.ROOT));
        Target target = target(subject);
        RevocationEvent event = subject.more().event();
        if (event == null) {
            return Optional.of(new Reinstatement.Result(
                    stillTrue(outcome, target, subject), target, id(subject), subject.receipt()));
        }
        First written = first(event).orElse(null);
        return written == null
                ? Optional.empty()
                : Optional.of(reinstatement(target, event.origin().id(), written.receipt()));
    }

    /**
     * Returns what a reinstatement did that is in the log. Its plan stands, unless the event came too late for what another
     * publisher had appended.
     *
     * @param id of the revocation that it named; null when it is not known
     */
    public Reinstatement.Result reinstatement(Target target, @Nullable UUID id, Receipt receipt)
            throws UnavailableException {
        // It is known a moment before it is applied. One of a lost topic was applied long ago.
        if (isHere(receipt)) {
            appender.awaitApplied(List.of(receipt));
        }
        boolean holds = live.find(target).filter(now -> holds(now, id, receipt)).isPresent();
        return new Reinstatement.Result(
                holds ? Reinstatement.Outcome.REVOKED_AGAIN : Reinstatement.Outcome.REINSTATED, target, id, receipt);
    }

    /**
     * The log may have lost the record of a reinstatement, and a recovery of a lost topic may have revoked again what was taken
     * back. Another publisher may have confirmed the reinstatement a moment ago, so this method waits for the end of the log.
     */
    private Reinstatement.Outcome stillTrue(Reinstatement.Outcome outcome, Target target, Subject subject)
            throws UnavailableException {
        UUID id = id(subject);
        if (outcome != Reinstatement.Outcome.REINSTATED || id == null || !isLive(target, id)) {
            return outcome;
        }
        history.catchUp();
        return isLive(target, id) ? Reinstatement.Outcome.REVOKED_AGAIN : outcome;
    }

    private boolean isLive(Target target, UUID id) {
        return live.find(target).filter(now -> isOf(now, id)).isPresent();
    }

    /**
     * Whether a live revocation is one that a reinstatement did not take back, because its author had not read it. A later
     * one has another id, and its first record stands behind the reinstatement. In another partition the order is not known.
     */
    private static boolean holds(LiveRevocation now, @Nullable UUID id, Receipt reinstatement) {
        Origin origin = now.origin();
        Receipt first = now.first();
        boolean later = first.partition() == reinstatement.partition() && first.offset() > reinstatement.offset();
        return (origin != null && origin.id().equals(id))
                || (first.topicId().equals(reinstatement.topicId()) && !later);
    }

    /**
     * Returns what an earlier request meant to revoke, with the cut-off that it had.
     *
     * @param explanation of the request, for an entry that does not have it
     */
    public static ValidatedRequest request(Subject subject, Explanation explanation) throws UnavailableException {
        return new ValidatedRequest.Revoke(
                meant(subject),
                subject.more().event() instanceof RevocationEvent.Revoked event
                        ? new Explanation(
                                event.origin().reason(), event.origin().note())
                        : explanation,
                id(subject),
                planned(subject));
    }
}
