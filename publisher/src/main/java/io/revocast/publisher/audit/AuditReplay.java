package io.revocast.publisher.audit;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
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
    private final Map<String, Long> firstReinstating = new HashMap<>();
    private final Map<Target, Receipt> reinstated = new HashMap<>();
    private final Set<String> lostTopicIds = new TreeSet<>();

    /**
     * Where an event was appended.
     *
     * @param topicId null when the audit does not say
     * @param receipt null when the audit does not say where in the topic
     * @param namedAt when the brokers appended the audit entry that names the place. The event is about as old
     * @param from where a recovery began to append, by partition; empty when nothing says so
     */
    public record Place(@Nullable String topicId, @Nullable Receipt receipt, Instant namedAt, Map<Integer, Long> from) {
        public Place {
            from = Map.copyOf(from);
        }
    }

    /** A revocation that the audit names, and where it was appended last. */
    public record Named(RevocationEvent.Revoked event, Place place) {}

    /** What the audit names of a target, the request that named it, and how it stands to reinstatements. */
    private record State(Named named, String requestId, Order order) {}

    /**
     * How the revocations of a target stand to its reinstatements.
     *
     * @param offset of the last granted entry
     * @param requestId of that entry
     * @param highest the highest known receipt; null when none is known
     * @param pending whether the receipt of the last granted entry is unknown
     * @param single whether one granted entry alone named the target
     */
    private record Order(
            long offset, String requestId, @Nullable Receipt highest, boolean pending, boolean single) {
        Order confirmed(String request, Receipt receipt) {
            boolean last = requestId.equals(request);
            Receipt higher = highest != null && isBefore(receipt, highest) ? highest : receipt;
            return new Order(offset, requestId, higher, pending && !last, single);
        }
    }

    private static boolean areComparable(Receipt one, Receipt other) {
        return one.topicId().equals(other.topicId()) && one.partition() == other.partition();
    }

    private static boolean isBefore(Receipt one, Receipt other) {
        return areComparable(one, other) && one.offset() < other.offset();
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

    /**
     * Reads the next record. It skips records that are not audit entries.
     *
     * @param appended when the brokers appended the record
     */
    public void next(long offset, Instant appended, byte @Nullable [] value) {
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
                recover(appended, entry);
            } else if (granted || entry.decision() == Decision.CONFIRMED) {
                entry.subjects().forEach(subject -> next(offset, appended, entry, subject, granted));
            }
        }
    }

    private void next(long offset, Instant appended, AuditEntry entry, Subject subject, boolean granted) {
        Target target;
        try {
            target = EventCodec.decodeKey(subject.target().getBytes(StandardCharsets.UTF_8));
        } catch (MalformedEventException e) {
            return;
        }
        if (entry.action() == Action.REVOKE && granted) {
            revoke(offset, appended, entry, subject, target);
        } else if (entry.action() == Action.REVOKE) {
            confirm(appended, entry, subject, target);
        } else if (entry.action() == Action.REINSTATE) {
            reinstate(offset, entry, subject, target, granted);
        }
    }

    private void revoke(long offset, Instant appended, AuditEntry entry, Subject subject, Target target) {
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
        Place place = receipt == null
                ? new Place(entry.context().topicId(), null, appended, Map.of())
                : placeOf(receipt, appended);
        note(place);
        if (known.test(event.revocation())) {
            return;
        }
        State before = states.get(target);
        String request = entry.requestId();
        Order order = new Order(
                offset, request, before == null ? null : before.order().highest(), receipt == null, before == null);
        if (receipt != null) {
            order = order.confirmed(request, receipt);
        }
        if (before == null || event.revocation().covers(before.named().event().revocation())) {
            put(target, new State(new Named(event, place), request, order));
        } else {
            // The event does not tell all that was revoked, so where it stands says nothing about the rest.
            RevocationEvent.Revoked first = before.named().event();
            Named merged = new Named(
                    new RevocationEvent.Revoked(first.revocation().merge(event.revocation()), first.origin()),
                    before.named().place());
            states.put(target, new State(merged, before.requestId(), order));
        }
    }

    private static Place placeOf(Receipt receipt, Instant namedAt) {
        return new Place(receipt.topicId(), receipt, namedAt, Map.of());
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
    private void confirm(Instant appended, AuditEntry entry, Subject subject, Target target) {
        Receipt receipt = subject.receipt();
        if (receipt == null) {
            return;
        }
        Place place = placeOf(receipt, appended);
        note(place);
        State granted = states.get(target);
        if (granted == null) {
            return;
        }
        Order order = granted.order().confirmed(entry.requestId(), receipt);
        Receipt takenBack = reinstated.get(target);
        if (!granted.requestId().equals(entry.requestId())) {
            states.put(target, new State(granted.named(), granted.requestId(), order));
        } else if (order.single() && takenBack != null && isBefore(receipt, takenBack)) {
            // A repetition of a request whose revocation was taken back since.
            states.remove(target);
        } else {
            put(target, new State(new Named(granted.named().event(), place), granted.requestId(), order));
        }
    }

    private void recover(Instant appended, AuditEntry entry) {
        Set<String> lost = Set.copyOf(entry.context().lostTopicIds());
        Place recovered = new Place(
                entry.context().topicId(), null, appended, entry.context().from());
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
                each.setValue(new State(new Named(state.named().event(), recovered), state.requestId(), state.order()));
                note(recovered);
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
        Receipt receipt = subject.receipt();
        if (granted && receipt == null) {
            reinstating.put(request, firstOffset(offset, subject));
            return;
        }
        Long since = reinstating.remove(request);
        if (receipt == null || "revoked_again".equals(subject.outcome())) {
            return;
        }
        Receipt before = reinstated.get(target);
        if (before == null || !isBefore(receipt, before)) {
            reinstated.put(target, receipt);
        }
        State revoked = states.get(target);
        if (revoked != null && isTakenBack(revoked.order(), receipt, since)) {
            states.remove(target);
        }
    }

    /** A repeated request appends its granted entry again, with the event of the first. That one's order counts. */
    private long firstOffset(long offset, Subject subject) {
        RevocationEvent event = subject.more().event();
        UUID key = event == null ? null : event.request();
        Long first = key == null ? null : firstReinstating.putIfAbsent(key + " " + subject.target(), offset);
        return first == null ? offset : first;
    }

    /**
     * Whether a reinstatement came after the revocations of its target: by receipts where they are of one log, else by
     * granted entries. What cannot be told is not taken back.
     */
    private static boolean isTakenBack(Order revoked, Receipt receipt, @Nullable Long since) {
        Receipt highest = revoked.highest();
        if (highest != null && isBefore(receipt, highest)) {
            return false;
        }
        return (!revoked.pending() && highest != null && areComparable(highest, receipt))
                || (since != null && revoked.offset() < since);
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
