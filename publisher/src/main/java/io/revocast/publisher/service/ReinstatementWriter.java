package io.revocast.publisher.service;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.replay.RecentRequests;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.EventAppender;
import io.revocast.publisher.append.EventOrigins;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.append.TargetLocks;
import io.revocast.publisher.idempotency.Author;
import io.revocast.publisher.idempotency.EarlierOutcome;
import io.revocast.publisher.request.Reinstatement;
import io.revocast.publisher.request.Reinstatement.Outcome;
import io.revocast.publisher.request.Reinstatement.Result;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.validate.BatchRules;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Appends reinstatements and their audit entry. The event names the last record of the target that this publisher has
 * read. A later revocation, which this publisher has not read yet, therefore holds, and is re-appended at once. Thread-safe.
 */
final class ReinstatementWriter {
    private final EventAppender appender;
    private final LiveRevocations live;
    private final EventOrigins origins;
    private final RevocationRestorer restorer;
    private final EarlierOutcome outcomes;

    ReinstatementWriter(
            EventAppender appender,
            LiveRevocations live,
            EventOrigins origins,
            RevocationRestorer restorer,
            EarlierOutcome outcomes) {
        this.appender = appender;
        this.live = live;
        this.origins = origins;
        this.restorer = restorer;
        this.outcomes = outcomes;
    }

    /**
     * A request whose target is known; the target is null when nothing that is live has its id, and no earlier attempt of
     * the request took it back.
     */
    record Wanted(Reinstatement.Request request, @Nullable Target target) {}

    /**
     * Finds the targets of the requests.
     *
     * @param visible the issuers that the caller may name: what has an id but is of another has none for this caller
     */
    List<Wanted> resolve(List<Reinstatement.Request> requests, Author author, Predicate<String> visible)
            throws RejectedException, UnavailableException {
        BatchRules.requireEntries("reinstatements", requests);
        live.requireReplayed();
        Map<UUID, Target> byId = targetsOf(requests.stream()
                .filter(Reinstatement.ById.class::isInstance)
                .map(request -> ((Reinstatement.ById) request).id())
                .collect(Collectors.toSet()));
        for (RevocationEvent.Reinstated event : live.recentReinstatements()) {
            if (isOf(event, author)) {
                byId.putIfAbsent(event.origin().id(), event.target());
            }
        }
        byId.values().removeIf(target -> !visible.test(target.issuer()));
        List<Wanted> wanted = new ArrayList<>(requests.size());
        for (Reinstatement.Request request : requests) {
            wanted.add(new Wanted(
                    request,
                    request instanceof Reinstatement.ByTarget named
                            ? named.target()
                            : byId.get(((Reinstatement.ById) request).id())));
        }
        BatchRules.requireDistinct(wanted.stream().map(Wanted::target).toList());
        return wanted;
    }

    /** One look through what is live, however many are asked for. */
    private Map<UUID, Target> targetsOf(Set<UUID> ids) {
        Map<UUID, Target> found = new HashMap<>();
        if (!ids.isEmpty()) {
            live.live().forEach(each -> {
                Origin origin = each.origin();
                if (origin != null && ids.contains(origin.id())) {
                    found.put(origin.id(), each.revocation().target());
                }
            });
        }
        return found;
    }

    /**
     * Appends the reinstatements and their audit entry; returns when both are committed.
     *
     * @throws RejectedException when a revocation has another last record than its author saw
     */
    List<Result> write(List<Wanted> wanted, Author author, RequestAudit audit)
            throws RejectedException, UnavailableException {
        TargetLocks.Held held = appender.lock(
                wanted.stream().map(Wanted::target).filter(Objects::nonNull).toList());
        int replay = live.replay();
        List<Result> results = new ArrayList<>(wanted.size());
        CompletableFuture<Void> granted;
        try {
            live.requireSettledBeforeAppend();
            Map<Target, RevocationEvent.Reinstated> events = events(wanted, author);
            // In this order: what an earlier attempt took back meanwhile is not live any more, but has a receipt.
            Map<Target, Result> earlier = earlier(wanted, author);
            events.keySet().removeAll(earlier.keySet());
            requireExpected(wanted, earlier.keySet());
            EventAppender.Pending pending = appender.begin(List.copyOf(events.values()), author.traceParent());
            // When the log refuses the first event at once, nothing was written. awaitCommitted says why.
            granted = pending.isRefused()
                    ? RequestAudit.none()
                    : audit.granted(wanted.stream()
                            .filter(each -> each.target() != null)
                            .map(each -> AuditSubjects.planned(
                                    each.target(), events.get(each.target()), earlier.get(each.target())))
                            .toList());
            List<Receipt> committed = appender.awaitCommitted(pending);
            Map<Target, Receipt> receipts = byTarget(List.copyOf(events.keySet()), committed);
            appender.awaitApplied(committed);
            for (Wanted each : wanted) {
                Target target = each.target();
                Result before = target == null ? null : earlier.get(target);
                results.add(before == null ? result(target, events, receipts) : before);
            }
        } finally {
            held.close();
        }
        boolean written = results.stream().anyMatch(result -> result.outcome() != Outcome.NOT_REVOKED);
        RequestAudit.await(granted, written);
        live.requireSettledSince(replay, written);
        audit.confirmed(AuditSubjects.reinstated(results));
        return results;
    }

    /**
     * Requires that each revocation has the last record that its author saw.
     *
     * @param done the targets that an earlier attempt of the request took back
     */
    private void requireExpected(List<Wanted> wanted, Set<Target> done) throws RejectedException {
        for (int i = 0; i < wanted.size(); i++) {
            Receipt expected = wanted.get(i).request().expected();
            Target target = wanted.get(i).target();
            LiveRevocation known = expected == null || target == null || done.contains(target)
                    ? null
                    : live.find(target).orElse(null);
            if (known != null && !known.receipt().equals(expected)) {
                RejectedException changed = new RejectedException(
                        RejectedException.Kind.CHANGED,
                        "expected",
                        null,
                        "must be the receipt of the revocation's last record: the target has a later one, because a "
                                + "caller extended or repeated the revocation, or the publisher re-appended it; read it once more");
                throw wanted.size() == 1 ? changed : changed.at(i);
            }
        }
    }

    private Map<Target, RevocationEvent.Reinstated> events(List<Wanted> wanted, Author author) {
        Map<Target, RevocationEvent.Reinstated> events = new LinkedHashMap<>();
        Instant now = origins.now();
        // Before the look-ups: they know at least what stands below.
        Map<Integer, Long> read = live.position().map(TopicPosition::next).orElse(Map.of());
        for (Wanted each : wanted) {
            Target target = each.target();
            LiveRevocation known = target == null ? null : live.find(target).orElse(null);
            if (target != null && known != null && isNamed(known, each.request())) {
                Origin origin = origin(known, each.request(), author, now);
                events.put(
                        target,
                        new RevocationEvent.Reinstated(
                                target,
                                origin,
                                known.receipt().offset(),
                                read.size() > RevocationEvent.Reinstated.MAX_SEEN ? Map.of() : read,
                                author.request(target)));
            }
        }
        return events;
    }

    /** Whether a request names a live revocation. One that names an id never takes back what has the target since. */
    private static boolean isNamed(LiveRevocation known, Reinstatement.Request request) {
        Origin origin = known.origin();
        return !(request instanceof Reinstatement.ById named)
                || (origin != null && origin.id().equals(named.id()));
    }

    /** What this request took back already, of which the audit has no entry. */
    private Map<Target, Result> earlier(List<Wanted> wanted, Author author) throws UnavailableException {
        Map<Target, Result> found = new HashMap<>();
        for (Wanted each : wanted) {
            Target target = each.target();
            UUID request = target == null ? null : author.request(target);
            RecentRequests.First first =
                    request == null ? null : live.firstOf(request).orElse(null);
            if (first != null && request != null && target != null) {
                found.put(target, outcomes.reinstatement(target, idOf(request, each.request()), first.receipt()));
            }
        }
        return found;
    }

    /** The id of the revocation that a request took back; null when it is not known any longer. */
    private @Nullable UUID idOf(UUID request, Reinstatement.Request wanted) {
        return wanted instanceof Reinstatement.ById named
                ? named.id()
                : live.recentReinstatements().stream()
                        .filter(event -> request.equals(event.request()))
                        .map(event -> event.origin().id())
                        .findFirst()
                        .orElse(null);
    }

    private static boolean isOf(RevocationEvent.Reinstated event, Author author) {
        UUID request = author.request(event.target());
        return request != null && request.equals(event.request());
    }

    private static Map<Target, Receipt> byTarget(List<Target> targets, List<Receipt> receipts) {
        Map<Target, Receipt> found = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            found.put(targets.get(i), receipts.get(i));
        }
        return found;
    }

    private Origin origin(LiveRevocation known, Reinstatement.Request request, Author author, Instant now) {
        Origin first = known.origin();
        return origins.origin(first == null ? null : first.id(), request.explanation(), author.by(), now);
    }

    private Result result(
            @Nullable Target target, Map<Target, RevocationEvent.Reinstated> events, Map<Target, Receipt> receipts)
            throws UnavailableException {
        RevocationEvent.Reinstated event = target == null ? null : events.get(target);
        if (target == null || event == null) {
            return new Result(Outcome.NOT_REVOKED, target, null, null);
        }
        Result result =
                outcomes.reinstatement(target, event.origin().id(), Objects.requireNonNull(receipts.get(target)));
        if (result.outcome() == Outcome.REVOKED_AGAIN) {
            restorer.restoreLocked(List.of(target));
        }
        return result;
    }
}
