package io.revocast.publisher.audit;

import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries of the audit a reader sees. Immutable.
 *
 * @param actor null for anyone's
 * @param action null for any
 * @param decision null for any
 * @param target what a target of the entry names: its {@code jti}, fingerprint, value, {@code kid} or issuer; null for any
 * @param period when the entry was made
 * @param issuers whose targets the reader may see; empty for all
 */
public record AuditFilter(
        @Nullable String actor,
        AuditEntry.@Nullable Action action,
        AuditEntry.@Nullable Decision decision,
        @Nullable String target,
        Period period,
        Set<String> issuers) {
    /** Lets everything pass. */
    public static final AuditFilter NONE = new AuditFilter(null, null, null);

    public AuditFilter {
        issuers = Set.copyOf(issuers);
    }

    /** A filter that lets every target, time and issuer pass. */
    public AuditFilter(
            @Nullable String actor, AuditEntry.@Nullable Action action, AuditEntry.@Nullable Decision decision) {
        this(actor, action, decision, null, Period.ANY, Set.of());
    }

    /**
     * A time from one instant, which counts, to another, which does not.
     *
     * @param from null for the beginning
     * @param to null for the end
     */
    public record Period(@Nullable Instant from, @Nullable Instant to) {
        /** Any time. */
        public static final Period ANY = new Period(null, null);

        boolean contains(Instant at) {
            return (from == null || !at.isBefore(from)) && (to == null || at.isBefore(to));
        }
    }

    /** The same for a reader that may see only these issuers; all when there are none. */
    public AuditFilter limitedTo(Set<String> visible) {
        return new AuditFilter(actor, action, decision, target, period, visible);
    }

    /** Whether an entry passes. */
    public boolean passes(AuditEntry entry) {
        return (actor == null || actor.equals(entry.actor()))
                && (action == null || action == entry.action())
                && (decision == null || decision == entry.decision())
                && period.contains(entry.at())
                && (issuers.isEmpty() || entry.subjects().stream().anyMatch(this::isVisible))
                && (target == null || entry.subjects().stream().anyMatch(this::isNamed));
    }

    /**
     * What the reader may see of an entry that passes: no target of another issuer. When the entry has one, its reason
     * and detail may be about it, and are hidden too. Another part of an entry may have one.
     */
    public AuditEntry visible(AuditRecord.Entry found) {
        AuditEntry entry = found.entry();
        if (issuers.isEmpty()) {
            return entry;
        }
        List<AuditEntry.Subject> subjects =
                entry.subjects().stream().filter(this::isVisible).toList();
        boolean whole =
                found.parts() == 1 && subjects.size() == entry.subjects().size();
        return new AuditEntry(
                entry.at(),
                entry.requestId(),
                entry.actor(),
                entry.action(),
                entry.decision(),
                subjects,
                whole ? entry.reason() : null,
                whole ? entry.detail() : null,
                entry.context());
    }

    private boolean isVisible(AuditEntry.Subject subject) {
        return issuers.isEmpty()
                || targetOf(subject)
                        .filter(found -> issuers.contains(found.issuer()))
                        .isPresent();
    }

    /** A target of an issuer that the reader may not see does not count: the answer would tell that it is there. */
    private boolean isNamed(AuditEntry.Subject subject) {
        return isVisible(subject)
                && targetOf(subject)
                        .filter(found ->
                                found.value().equals(target) || found.issuer().equals(target))
                        .isPresent();
    }

    private static Optional<Target> targetOf(AuditEntry.Subject subject) {
        try {
            return Optional.of(EventCodec.decodeKey(subject.target().getBytes(StandardCharsets.UTF_8)));
        } catch (MalformedEventException e) {
            return Optional.empty();
        }
    }
}
