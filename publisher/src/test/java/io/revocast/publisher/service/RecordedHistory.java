package io.revocast.publisher.service;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.idempotency.RequestHistory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** An audit in memory that several publishers share. It can lose entries of some decisions. */
public final class RecordedHistory implements AuditLog, RequestHistory {
    private final List<AuditEntry> entries = new ArrayList<>();
    private Runnable onCatchUp = () -> {};
    private Set<Decision> lost = EnumSet.noneOf(Decision.class);

    /** Makes events visible that other publishers have committed. */
    public void onCatchUp(Runnable onCatchUp) {
        this.onCatchUp = onCatchUp;
    }

    /** Loses the entries of these decisions from now on, as a process does that is killed. */
    void lose(Decision... decisions) {
        lost = EnumSet.noneOf(Decision.class);
        lost.addAll(List.of(decisions));
    }

    @Override
    public synchronized CompletableFuture<Void> append(AuditEntry entry) {
        if (!lost.contains(entry.decision())) {
            entries.add(entry);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void catchUp() {
        onCatchUp.run();
    }

    private synchronized Stream<AuditEntry> of(String actor, UUID key) {
        return List.copyOf(entries).stream()
                .filter(entry -> entry.actor().equals(actor)
                        && key.equals(entry.context().key()))
                .filter(entry -> entry.decision() == Decision.GRANTED || entry.decision() == Decision.CONFIRMED);
    }

    @Override
    public synchronized Optional<AuditEntry> find(String actor, UUID key) {
        AuditEntry known = null;
        for (AuditEntry entry : entries) {
            boolean same =
                    entry.actor().equals(actor) && key.equals(entry.context().key());
            boolean confirmed = known != null && known.decision() == Decision.CONFIRMED;
            if (same && entry.decision() == Decision.CONFIRMED) {
                known = entry;
            } else if (same && !confirmed && isForgotten(entry)) {
                known = null;
            } else if (same && known == null && entry.decision() == Decision.GRANTED) {
                known = entry;
            }
        }
        return Optional.ofNullable(known);
    }

    private static boolean isForgotten(AuditEntry entry) {
        return entry.decision() == Decision.FAILED && "not_written".equals(entry.reason());
    }

    @Override
    public synchronized Optional<Instant> lastAttempt(AuditEntry earlier, AuditEntry.Subject subject) {
        return of(earlier.actor(), Objects.requireNonNull(earlier.context().key()))
                .filter(entry -> entry.decision() == Decision.GRANTED)
                .filter(entry ->
                        entry.subjects().stream().anyMatch(each -> each.target().equals(subject.target())))
                .skip(1)
                .map(AuditEntry::at)
                .reduce((first, later) -> later);
    }

    @Override
    public synchronized boolean wasReinstated(Target target, UUID id) {
        return entries.stream()
                .filter(entry -> entry.action() == Action.REINSTATE)
                .flatMap(entry -> entry.subjects().stream())
                .anyMatch(subject -> subject.target().equals(target.key())
                        && id.toString().equals(subject.id())
                        && "reinstated".equals(subject.outcome()));
    }

    @Override
    public synchronized boolean isLost(String topicId) {
        return entries.stream().anyMatch(entry -> entry.context().lostTopicIds().contains(topicId));
    }

    @Override
    public Optional<AuditEntry> findItem(String actor, UUID key, Target target, String hash) {
        return of(actor, key)
                .filter(entry -> entry.context().bodyHash() == null)
                .sorted(Comparator.comparing(AuditEntry::decision).reversed())
                .flatMap(entry -> entry.subjects().stream()
                        .filter(subject -> subject.target().equals(target.key())
                                && hash.equals(subject.more().bodyHash()))
                        .map(subject -> entry.with(List.of(subject))))
                .findFirst();
    }
}
