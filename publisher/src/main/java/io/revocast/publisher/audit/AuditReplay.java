package io.revocast.publisher.audit;

import io.revocast.event.EventCodec;
import io.revocast.event.MalformedEventException;
import io.revocast.event.Origin;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditEntry.Subject;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What was revoked, as the audit tells it: for a topic that is gone.
 *
 * <p>A revocation counts from its granted entry on, also when its event is not known to be committed. A reinstatement
 * counts only when it was confirmed, and takes back only what was revoked before it. Both fail closed. Entries of version
 * 1 do not say until when a revocation holds: it then counts for the longest token lifetime after its entry. For one
 * thread.
 */
public final class AuditReplay {
    private final Duration longest;
    private final Map<Target, State> states = new HashMap<>();
    private final Map<String, Long> reinstating = new HashMap<>();

    /**
     * A revocation that the audit names.
     *
     * @param topicId of the topic that it was appended to; null when the audit does not say
     */
    public record Named(
            RevocationEvent.Revoked event, @Nullable String topicId) {}

    private record State(Named named, long offset) {}

    /**
     * @param longest the longest lifetime of a token
     */
    public AuditReplay(Duration longest) {
        this.longest = longest;
    }

    /** Takes the next record; what is none of the audit is passed. */
    public void next(long offset, byte @Nullable [] value) {
        AuditRecord read;
        try {
            read = AuditCodec.read(value);
        } catch (MalformedRecordException e) {
            return;
        }
        if (read instanceof AuditRecord.Entry placed) {
            AuditEntry entry = placed.entry();
            boolean granted = entry.decision() == Decision.GRANTED;
            if (granted || entry.decision() == Decision.CONFIRMED) {
                entry.subjects().forEach(subject -> next(offset, entry, subject, granted));
            }
        }
    }

    private void next(long offset, AuditEntry entry, Subject subject, boolean granted) {
        Target target;
        try {
            target = EventCodec.decodeKey(subject.target().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedEventException e) {
            return;
        }
        if (entry.action() == Action.REVOKE && granted) {
            revoke(offset, entry, subject, target);
        } else if (entry.action() == Action.REINSTATE) {
            reinstate(offset, entry, subject, target, granted);
        }
    }

    private void revoke(long offset, AuditEntry entry, Subject subject, Target target) {
        RevocationEvent.Revoked event = null;
        if (subject.more().event() instanceof RevocationEvent.Revoked revoked) {
            event = revoked;
        } else if (subject.receipt() != null) {
            event = ofVersionOne(entry, subject, target);
        }
        if (event == null) {
            return;
        }
        String topicId = subject.receipt() == null
                ? entry.context().topicId()
                : subject.receipt().topicId();
        State known = states.get(target);
        RevocationEvent.Revoked merged = known == null
                ? event
                : new RevocationEvent.Revoked(
                        known.named().event().revocation().merge(event.revocation()),
                        known.named().event().origin());
        states.put(target, new State(new Named(merged, topicId), offset));
    }

    private RevocationEvent.Revoked ofVersionOne(AuditEntry entry, Subject subject, Target target) {
        Instant at = entry.at().truncatedTo(ChronoUnit.SECONDS);
        UUID id = subject.id() == null ? new UUID(0, 0) : UUID.fromString(subject.id());
        return new RevocationEvent.Revoked(
                new Revocation(
                        target, at.plus(longest).plusSeconds(1), target.kind().needsCutOff() ? at : null),
                new Origin(id, entry.at(), entry.reason(), entry.detail(), entry.actor()));
    }

    private void reinstate(long offset, AuditEntry entry, Subject subject, Target target, boolean granted) {
        String request = entry.requestId() + " " + subject.target();
        if (granted && subject.receipt() == null) {
            reinstating.put(request, offset);
            return;
        }
        // An entry of version 1 was granted only after the commit.
        Long since = granted ? Long.valueOf(offset) : reinstating.remove(request);
        State known = states.get(target);
        boolean done = subject.receipt() != null && !"revoked_again".equals(subject.outcome());
        if (done && since != null && known != null && known.offset() < since) {
            states.remove(target);
        }
    }

    /**
     * Returns what still holds.
     *
     * @param now a revocation whose time is over by then is left out
     */
    public List<Named> live(Instant now) {
        return states.values().stream()
                .map(State::named)
                .filter(named -> named.event().revocation().expiresAt().isAfter(now))
                .toList();
    }
}
