package io.revocast.publisher.audit;

import io.revocast.event.EventCodec;
import io.revocast.event.MalformedEventException;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Finds revocations that the audit names and whose records are lost.
 *
 * <p>A revocation counts from its granted entry on, also when its event is not known to be committed. A reinstatement
 * counts only when it was confirmed, and takes back only what was revoked before it. Both fail closed. The confirmed entry
 * of a recovery moves what earlier entries name under the lost topics, or under no topic, to the topic that took their
 * place; {@code accept_loss} gives it up. Entries of version 1 do not say until when a revocation holds: it then counts for
 * the longest token lifetime after its entry.
 *
 * <p>What is confirmed and stands is forgotten at once, so the memory that a replay takes follows what is lost. For one
 * thread.
 */
public final class AuditReplay {
    private final Duration longest;
    private final Predicate<Place> stands;
    private final Predicate<Revocation> known;
    private final Map<Target, State> states = new HashMap<>();
    private final Map<String, Long> reinstating = new HashMap<>();
    private final Set<String> lostTopicIds = new TreeSet<>();

    /**
     * Where an event was appended.
     *
     * @param topicId null when the audit does not say
     * @param receipt null when the audit does not say where in the topic
     */
    public record Place(@Nullable String topicId, @Nullable Receipt receipt) {}

    /** A revocation that the audit names, and where it was appended last. */
    public record Named(RevocationEvent.Revoked event, Place place) {}

    private record State(Named named, long offset, String requestId) {}

    /** Makes a replay that takes every record for lost. */
    public AuditReplay(Duration longest) {
        this(longest, place -> false, revocation -> false);
    }

    /**
     * Makes a replay.
     *
     * @param longest the longest lifetime of a token
     * @param stands whether a place is in a topic that exists
     * @param known what needs no look: it is live, and nothing of it is lost
     */
    public AuditReplay(Duration longest, Predicate<Place> stands, Predicate<Revocation> known) {
        this.longest = longest;
        this.stands = stands;
        this.known = known;
    }

    /** Reads the next record. It skips records that are not audit entries. */
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
            if (entry.action().isRecovery() && entry.decision() == Decision.CONFIRMED) {
                recover(entry);
            } else if (granted || entry.decision() == Decision.CONFIRMED) {
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
        } else if (entry.action() == Action.REVOKE) {
            confirm(entry, subject, target);
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
        Receipt receipt = subject.receipt();
        Place place = receipt == null ? new Place(entry.context().topicId(), null) : placeOf(receipt);
        note(place);
        if (known.test(event.revocation())) {
            return;
        }
        State before = states.get(target);
        if (before == null || event.revocation().covers(before.named().event().revocation())) {
            put(target, new State(new Named(event, place), offset, entry.requestId()));
        } else {
            // The event does not tell all that was revoked, so where it stands says nothing about the rest.
            RevocationEvent.Revoked first = before.named().event();
            Named merged = new Named(
                    new RevocationEvent.Revoked(first.revocation().merge(event.revocation()), first.origin()),
                    before.named().place());
            states.put(target, new State(merged, offset, before.requestId()));
        }
    }

    private static Place placeOf(Receipt receipt) {
        return new Place(receipt.topicId(), receipt);
    }

    private void note(Place place) {
        if (place.topicId() != null && !stands.test(place)) {
            lostTopicIds.add(place.topicId());
        }
    }

    private void put(Target target, State state) {
        if (state.named().place().receipt() != null && stands.test(state.named().place())) {
            states.remove(target);
        } else {
            states.put(target, state);
        }
    }

    /** Says where the event stands that the granted entry of the same request named. */
    private void confirm(AuditEntry entry, Subject subject, Target target) {
        Receipt receipt = subject.receipt();
        if (receipt == null) {
            return;
        }
        note(placeOf(receipt));
        State granted = states.get(target);
        if (granted != null && granted.requestId().equals(entry.requestId())) {
            Named named = new Named(granted.named().event(), placeOf(receipt));
            put(target, new State(named, granted.offset(), granted.requestId()));
        }
    }

    private void recover(AuditEntry entry) {
        Set<String> lost = Set.copyOf(entry.context().lostTopicIds());
        Place recovered = new Place(entry.context().topicId(), null);
        boolean givenUp = entry.action() == Action.ACCEPT_LOSS;
        for (Iterator<Map.Entry<Target, State>> all = states.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<Target, State> each = all.next();
            String topicId = each.getValue().named().place().topicId();
            if (topicId != null && !lost.contains(topicId)) {
                continue;
            }
            // Of a topic that was only truncated some records are left, so its revocations are not forgotten.
            boolean gone = topicId == null || !topicId.equals(recovered.topicId());
            if (stands.test(recovered) || (givenUp && gone)) {
                all.remove();
            } else {
                State state = each.getValue();
                each.setValue(
                        new State(new Named(state.named().event(), recovered), state.offset(), state.requestId()));
            }
        }
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
        State revoked = states.get(target);
        boolean done = subject.receipt() != null && !"revoked_again".equals(subject.outcome());
        if (done && since != null && revoked != null && revoked.offset() < since) {
            states.remove(target);
        }
    }

    /**
     * Returns what still holds and does not stand.
     *
     * @param now a revocation whose time is over by then is left out
     */
    public List<Named> live(Instant now) {
        return states.values().stream()
                .map(State::named)
                .filter(named -> !stands.test(named.place()))
                .filter(named -> named.event().revocation().expiresAt().isAfter(now))
                .toList();
    }

    /** Returns the ids of topics that entries name and that are gone, in order. */
    public List<String> lostTopicIds() {
        return List.copyOf(lostTopicIds);
    }
}
