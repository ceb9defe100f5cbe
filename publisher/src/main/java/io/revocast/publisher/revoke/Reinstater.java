package io.revocast.publisher.revoke;

import io.revocast.consumer.LiveRevocation;
import io.revocast.consumer.TopicPosition;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.revoke.Reinstatement.Outcome;
import io.revocast.publisher.revoke.Reinstatement.Result;
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
 * Takes revocations back. The event names the last record of the target that this publisher had read: what somebody
 * revoked later, and this publisher had not read yet, holds, and is appended again at once. Thread-safe.
 */
final class Reinstater {
    private final Revoker revoker;
    private final Ledger ledger;

    Reinstater(Revoker revoker) {
        this.revoker = revoker;
        this.ledger = revoker.ledger();
    }

    /** A request whose target is known; the target is null when nothing that is live has its id. */
    record Wanted(Reinstatement.Request request, @Nullable Target target) {}

    /**
     * Finds the targets of the requests.
     *
     * @param visible the issuers that the caller may name: what has an id but is of another has none for this caller
     */
    List<Wanted> resolve(List<Reinstatement.Request> requests, Predicate<String> visible)
            throws RejectedException, UnavailableException {
        Revoker.requireEntries("reinstatements", requests);
        ledger.requireReplayed();
        Map<UUID, Target> byId = targetsOf(requests.stream()
                .filter(Reinstatement.ById.class::isInstance)
                .map(request -> ((Reinstatement.ById) request).id())
                .collect(Collectors.toSet()));
        byId.values().removeIf(target -> !visible.test(target.issuer()));
        List<Wanted> wanted = new ArrayList<>(requests.size());
        for (Reinstatement.Request request : requests) {
            wanted.add(new Wanted(
                    request,
                    request instanceof Reinstatement.ByTarget named
                            ? named.target()
                            : byId.get(((Reinstatement.ById) request).id())));
        }
        Revoker.requireDistinct(
                wanted.stream().map(Wanted::target).filter(Objects::nonNull).toList());
        return wanted;
    }

    /** One look through what is live, however many are asked for. */
    private Map<UUID, Target> targetsOf(Set<UUID> ids) {
        Map<UUID, Target> found = new HashMap<>();
        if (!ids.isEmpty()) {
            ledger.live.live().forEach(live -> {
                Origin origin = live.origin();
                if (origin != null && ids.contains(origin.id())) {
                    found.put(origin.id(), live.revocation().target());
                }
            });
        }
        return found;
    }

    /**
     * Takes back what is wanted, and has it audited; returns when both are committed.
     *
     * @throws RejectedException when a revocation has another last record than its author saw
     */
    List<Result> commit(List<Wanted> wanted, Author author, Recorder recorder)
            throws RejectedException, UnavailableException {
        TargetLocks.Held held = ledger.locks.lock(
                wanted.stream().map(Wanted::target).filter(Objects::nonNull).toList());
        List<Result> results = new ArrayList<>(wanted.size());
        CompletableFuture<Void> granted;
        try {
            ledger.requireSettledBeforeAppend();
            requireExpected(wanted);
            Map<Target, Receipt> earlier = earlier(wanted, author);
            Map<Target, RevocationEvent.Reinstated> events = events(wanted, earlier, author);
            Appender.Pending pending = ledger.appender.begin(List.copyOf(events.values()));
            // Nothing was written of what the log refuses at once: that is told when it is waited for.
            granted = pending.isRefused()
                    ? Recordings.none()
                    : recorder.granted(wanted.stream()
                            .filter(each -> each.target() != null)
                            .map(each -> planned(each.target(), events.get(each.target()), earlier.get(each.target())))
                            .toList());
            List<Receipt> committed = ledger.appender.awaitCommitted(pending);
            Map<Target, Receipt> receipts = byTarget(List.copyOf(events.keySet()), committed);
            ledger.appender.awaitApplied(committed);
            for (Wanted each : wanted) {
                results.add(
                        earlier.containsKey(each.target())
                                ? new Result(Outcome.REINSTATED, each.target(), null, earlier.get(each.target()))
                                : result(each.target(), events, receipts));
            }
        } finally {
            held.close();
        }
        Recordings.await(granted);
        ledger.requireSettled();
        recorder.confirmed(subjects(results));
        return results;
    }

    private void requireExpected(List<Wanted> wanted) throws RejectedException {
        for (int i = 0; i < wanted.size(); i++) {
            Receipt expected = wanted.get(i).request().expected();
            Target target = wanted.get(i).target();
            LiveRevocation known = expected == null || target == null
                    ? null
                    : ledger.live.find(target).orElse(null);
            if (known != null && !known.receipt().equals(expected)) {
                RejectedException changed = new RejectedException(
                        RejectedException.Kind.CHANGED,
                        "expected",
                        null,
                        "must be the receipt of the revocation's last record: it was extended or revoked again since you "
                                + "read it; read it once more");
                throw wanted.size() == 1 ? changed : changed.at(i);
            }
        }
    }

    private Map<Target, RevocationEvent.Reinstated> events(
            List<Wanted> wanted, Map<Target, Receipt> earlier, Author author) {
        Map<Target, RevocationEvent.Reinstated> events = new LinkedHashMap<>();
        Instant now = ledger.now();
        // Before the look-ups: they know at least what stands below.
        Map<Integer, Long> read =
                ledger.live.position().map(TopicPosition::next).orElse(Map.of());
        for (Wanted each : wanted) {
            Target target = each.target();
            LiveRevocation known =
                    target == null ? null : ledger.live.find(target).orElse(null);
            if (target != null && known != null && !earlier.containsKey(target)) {
                Origin origin = ledger.origin(known.origin(), each.request().explanation(), author.by(), now);
                events.put(
                        target,
                        new RevocationEvent.Reinstated(
                                target,
                                origin,
                                known.receipt().offset(),
                                elsewhere(read, known.receipt()),
                                author.request(target)));
            }
        }
        return events;
    }

    /** Where this request took targets back already, of which the audit has no entry. */
    private Map<Target, Receipt> earlier(List<Wanted> wanted, Author author) {
        Map<Target, Receipt> found = new HashMap<>();
        for (Wanted each : wanted) {
            UUID request = each.target() == null ? null : author.request(each.target());
            if (request != null && each.target() != null) {
                ledger.live.receiptOf(request).ifPresent(receipt -> found.put(each.target(), receipt));
            }
        }
        return found;
    }

    /** How far the other partitions were read, where there are any and not too many to tell. */
    private static Map<Integer, Long> elsewhere(Map<Integer, Long> read, Receipt receipt) {
        Map<Integer, Long> others = new HashMap<>(read);
        others.remove(receipt.partition());
        return others.size() > RevocationEvent.Reinstated.MAX_SEEN ? Map.of() : others;
    }

    private static Map<Target, Receipt> byTarget(List<Target> targets, List<Receipt> receipts) {
        Map<Target, Receipt> found = new HashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            found.put(targets.get(i), receipts.get(i));
        }
        return found;
    }

    private static AuditEntry.Subject planned(
            Target target, RevocationEvent.@Nullable Reinstated event, @Nullable Receipt earlier) {
        return new AuditEntry.Subject(
                target.key(),
                event == null ? null : event.origin().id().toString(),
                (event == null && earlier == null ? Outcome.NOT_REVOKED : Outcome.REINSTATED).wireName(),
                earlier,
                new AuditEntry.More(event, null, null));
    }

    /** Results as the confirmed entry of the audit has them; those without a target are left out. */
    static List<AuditEntry.Subject> subjects(List<Result> results) {
        return results.stream()
                .filter(result -> result.target() != null)
                .map(Reinstater::subject)
                .toList();
    }

    private static AuditEntry.Subject subject(Result result) {
        Target target = Objects.requireNonNull(result.target());
        UUID id = result.id();
        return new AuditEntry.Subject(
                target.key(),
                id == null ? null : id.toString(),
                result.outcome().wireName(),
                result.receipt());
    }

    private Result result(
            @Nullable Target target, Map<Target, RevocationEvent.Reinstated> events, Map<Target, Receipt> receipts)
            throws UnavailableException {
        RevocationEvent.Reinstated event = target == null ? null : events.get(target);
        if (target == null || event == null) {
            return new Result(Outcome.NOT_REVOKED, target, null, null);
        }
        UUID id = event.origin().id();
        if (ledger.live.find(target).isEmpty()) {
            return new Result(Outcome.REINSTATED, target, id, receipts.get(target));
        }
        revoker.restoreLocked(List.of(target));
        return new Result(Outcome.REVOKED_AGAIN, target, id, receipts.get(target));
    }
}
