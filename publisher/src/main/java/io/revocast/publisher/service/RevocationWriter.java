package io.revocast.publisher.service;

import io.revocast.consumer.internal.replay.RecentRequests.First;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.EventOrigins;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.TargetLocks;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.validate.ValidatedRequest;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/**
 * Appends revocations and their audit entry, and answers what the log then says. Thread-safe.
 *
 * <p>The log decides whether a revocation is new. After the event is committed and applied here, the live revocation
 * carries the id of the event that came first. Of several publishers that revoke one token at the same time, exactly one
 * answers {@link RevocationOutcome#CREATED}. When the writer cannot establish the answer in time, it throws, and the caller repeats
 * the request.
 */
final class RevocationWriter {
    private final EventAppender appender;
    private final LiveRevocations live;
    private final RequestHistory history;
    private final EventOrigins origins;
    private final WritePlanner planner;

    RevocationWriter(EventAppender appender, LiveRevocations live, RequestHistory history, EventOrigins origins) {
        this.appender = appender;
        this.live = live;
        this.history = history;
        this.origins = origins;
        this.planner = new WritePlanner(live, origins);
    }

    /** Returns the writes that the requests would lead to now, and appends nothing. */
    List<PlannedWrite> plan(List<ValidatedRequest> requests, Author author) throws UnavailableException {
        live.requireReplayed();
        return plan(
                requests.stream().map(request -> new Authored(request, author)).toList());
    }

    private List<PlannedWrite> plan(Collection<Authored> requests) {
        Instant now = origins.now();
        return requests.stream()
                .map(each -> planner.plan(each.request(), each.author(), now))
                .toList();
    }

    /** Appends the events of the requests and their audit entry; returns when both are committed. */
    List<RevocationResult> write(List<ValidatedRequest> requests, Author author, RequestAudit audit)
            throws UnavailableException {
        live.requireReplayed();
        TargetLocks.Held held =
                appender.lock(requests.stream().map(ValidatedRequest::target).toList());
        return finish(begin(
                held,
                requests.stream().map(request -> new Authored(request, author)).toList(),
                audit));
    }

    /** A request and the author of its event. */
    record Authored(ValidatedRequest request, Author author) {}

    /**
     * Writes under way: locked targets, their events, and the audit entry that names these.
     *
     * @param replay the number of the replay from which the writes were planned
     */
    record Pending(
            int replay,
            TargetLocks.Held held,
            List<PlannedWrite> writes,
            EventAppender.Pending events,
            RequestAudit audit,
            CompletableFuture<Void> granted) {}

    /**
     * Begins to append events and their audit entry together, under the caller's locks, which {@link #finish} releases.
     *
     * @throws UnavailableException when it cannot tell what other publishers wrote; nothing was written, and the locks are
     *     released
     */
    Pending begin(TargetLocks.Held held, Collection<Authored> requests, RequestAudit audit)
            throws UnavailableException {
        int replay = live.replay();
        List<PlannedWrite> writes;
        try {
            writes = planUpToDate(requests);
        } catch (UnavailableException | RuntimeException e) {
            held.close();
            throw e;
        }
        EventAppender.Pending pending = appender.begin(
                writes.stream()
                        .flatMap(write -> Optional.ofNullable(write.event()).stream())
                        .toList(),
                traceParent(requests));
        CompletableFuture<Void> granted = pending.isRefused()
                ? RequestAudit.none()
                : audit.granted(writes.stream().map(AuditSubjects::planned).toList());
        return new Pending(replay, held, writes, pending, audit, granted);
    }

    /** All requests of one call have one trace. */
    private static @Nullable String traceParent(Collection<Authored> requests) {
        return requests.isEmpty() ? null : requests.iterator().next().author().traceParent();
    }

    /**
     * Plans writes. An event carries the whole state of its target. If another publisher has just reinstated the target,
     * an event planned from old state would revoke it again. This method therefore reads the audit to its end first.
     */
    private List<PlannedWrite> planUpToDate(Collection<Authored> requests) throws UnavailableException {
        Instant now = origins.now();
        List<PlannedWrite> writes = new ArrayList<>(requests.size());
        for (Authored each : requests) {
            PlannedWrite write = planner.plan(each.request(), each.author(), now);
            if (write.known() != null) {
                // What is planned now may be outdated, so no time is spent on the others before.
                history.catchUp();
                return plan(requests);
            }
            writes.add(write);
        }
        return writes;
    }

    /** Waits for the log and the audit, and returns what the log says, in the order of the requests. */
    List<RevocationResult> finish(Pending pending) throws UnavailableException {
        List<RevocationResult> results = new ArrayList<>();
        List<AuditEntry.Subject> subjects = new ArrayList<>();
        try {
            // The two commits run at the same time. Waiting for the slower one first saves wake-ups of this thread.
            RequestAudit.awaitBriefly(pending.granted());
            List<Receipt> receipts = appender.awaitCommitted(pending.events());
            appender.awaitApplied(receipts);
            List<Applied> applied = applied(pending.writes(), receipts);
            appender.appendUnderFirstIds(
                    applied.stream().flatMap(each -> each.ofAnother().stream()).toList());
            for (Applied each : applied) {
                PlannedWrite write = each.write();
                RevocationResult result =
                        each.receipt() == null ? write.resultWithoutWrite() : write.since(result(each, each.receipt()));
                results.add(result);
                subjects.add(AuditSubjects.confirmed(write, result));
            }
        } finally {
            pending.held().close();
        }
        boolean written = results.stream().anyMatch(result -> result.commitment() != null);
        RequestAudit.await(pending.granted(), written);
        live.requireSettledSince(pending.replay(), written);
        pending.audit().confirmed(subjects);
        return results;
    }

    /**
     * A write whose event is applied here.
     *
     * @param receipt of the event; null for a write without one
     * @param now what is live since; null when nothing is, and for an event that made its target live
     */
    private record Applied(
            PlannedWrite write,
            @Nullable Receipt receipt,
            @Nullable LiveRevocation now) {
        RevocationEvent.Revoked event() {
            return Objects.requireNonNull(write.event());
        }

        boolean isOurs() {
            Origin first = now == null ? null : now.origin();
            return first != null && first.id().equals(event().origin().id());
        }

        /** What is live, when another event made it live; empty when the log does not say which. */
        Optional<LiveRevocation> ofAnother() {
            return Optional.ofNullable(now).filter(live -> live.origin() != null && covers() && !isOurs());
        }

        boolean covers() {
            return now != null && now.revocation().covers(event().revocation());
        }
    }

    private List<Applied> applied(List<PlannedWrite> writes, List<Receipt> receipts) {
        List<Applied> applied = new ArrayList<>(writes.size());
        Iterator<Receipt> next = receipts.iterator();
        for (PlannedWrite write : writes) {
            RevocationEvent.Revoked event = write.event();
            if (event == null) {
                applied.add(new Applied(write, null, null));
                continue;
            }
            Receipt receipt = next.next();
            boolean first = live.madeLive(receipt, event.origin().id());
            applied.add(new Applied(
                    write, receipt, first ? null : live.find(event.target()).orElse(null)));
        }
        return applied;
    }

    private RevocationResult result(Applied applied, Receipt receipt) throws UnavailableException {
        RevocationEvent.Revoked event = applied.event();
        if (live.madeLive(receipt, event.origin().id())) {
            return RevocationResult.committed(RevocationOutcome.CREATED, event.revocation(), event.origin(), receipt);
        }
        LiveRevocation now = applied.now();
        if (now == null) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "the revocation was committed, but something took it back at the same time; repeat the request");
        }
        if (!applied.covers()) {
            throw new UnavailableException(
                    Certainty.UNKNOWN,
                    "the revocation was committed, but it is not what is in force; repeat the request");
        }
        PlannedWrite write = applied.write();
        RevocationOutcome outcome = outcomeOfRequest(event).orElseGet(() -> {
            if (write.known() == null && applied.isOurs()) {
                return RevocationOutcome.CREATED;
            }
            boolean planned = write.known() != null && !write.isRepetition();
            return planned || live.hasExtended(receipt, event.origin().id())
                    ? RevocationOutcome.EXTENDED
                    : RevocationOutcome.UNCHANGED;
        });
        return RevocationResult.committed(outcome, now.revocation(), now.origin(), receipt);
    }

    /**
     * What the first event of the request did, of this attempt or of one that another publisher committed first. Empty without
     * an idempotency key.
     */
    private Optional<RevocationOutcome> outcomeOfRequest(RevocationEvent.Revoked event) {
        UUID request = event.request();
        return request == null
                ? Optional.empty()
                : live.firstOf(request).map(First::done).map(done -> RevocationOutcome.of(done.effect()));
    }
}
