package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.store.Entry;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the first event of each of the last requests stands, and what it did. A publisher tells by it whether a request whose
 * answer was lost is committed, and answers alike. About 20 MiB when full. Only the replay thread adds; any thread may ask.
 */
public final class RecentRequests {
    static final int KEPT = 1 << 16;

    /** A caller who took a revocation back by its id repeats the request within minutes. */
    static final int REINSTATEMENTS_KEPT = 10_000;

    /** How long a request is known. After it, the same id stands for a request of its own. */
    static final Duration LIMIT = Duration.ofHours(24);

    private final @Nullable RevocationStore store;

    private final Map<UUID, Place> places = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Place> eldest) {
            return size() > KEPT;
        }
    };

    /** The last reinstatements, because the target of one whose revocation is gone is known from nothing else. */
    private final Map<UUID, RevocationEvent.Reinstated> reinstatements = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, RevocationEvent.Reinstated> eldest) {
            return size() > REINSTATEMENTS_KEPT;
        }
    };

    /**
     * The first event of a request.
     *
     * @param done what it did when it was applied; null for a reinstatement
     */
    public record First(Receipt receipt, @Nullable Done done) {}

    /**
     * What a revocation did when it was applied.
     *
     * @param revocation in force since then
     * @param id of that revocation; null when its first record cannot be read
     */
    public record Done(
            RevocationStore.Effect effect,
            Revocation revocation,
            @Nullable UUID id) {}

    /** How often a log was read from its start. */
    private int replay = 1;
    /** The topic whose log is being read from its start; null when it was read to its end. */
    private @Nullable String readingAgain;

    /**
     * A first event, and its record's time in epoch milliseconds.
     *
     * @param replay the last one that has read it
     */
    private record Place(First first, long appendedAt, int replay) {
        boolean isLaterAttempt(Place next) {
            return first.receipt.topicId().equals(next.first.receipt.topicId())
                    && next.appendedAt - appendedAt < LIMIT.toMillis();
        }

        Place readAgain(int now) {
            return new Place(first, appendedAt, now);
        }
    }

    /**
     * @param store where the revocations of events are applied; null for a list that keeps no origins, which remembers nothing
     */
    RecentRequests(@Nullable RevocationStore store) {
        this.store = store;
    }

    /**
     * Adds a revocation that was applied. One without a request is ignored.
     *
     * @param appendedAt the time of its record, in epoch milliseconds
     */
    void add(RevocationEvent.Revoked event, Receipt receipt, RevocationStore.Effect effect, long appendedAt) {
        UUID request = event.request();
        if (store == null || request == null) {
            return;
        }
        boolean joined = effect == RevocationStore.Effect.EXTENDED || effect == RevocationStore.Effect.UNCHANGED;
        Entry now = joined ? store.find(event.target()) : null;
        Origin first = now == null ? event.origin() : now.live().origin();
        Revocation inForce = now == null ? event.revocation() : now.live().revocation();
        add(request, new First(receipt, new Done(effect, inForce, first == null ? null : first.id())), appendedAt);
    }

    /**
     * Adds a reinstatement before it is applied, so that a target that is found reinstated shows the request that did it. One
     * without a request is ignored.
     */
    void add(RevocationEvent.Reinstated event, Receipt receipt, long appendedAt) {
        UUID request = event.request();
        if (store == null || request == null) {
            return;
        }
        synchronized (places) {
            if (add(request, new First(receipt, null), appendedAt)) {
                reinstatements.put(request, event);
            }
        }
    }

    /** Returns whether the event is the first one of its request. */
    private boolean add(UUID request, First first, long appendedAt) {
        synchronized (places) {
            Place place = new Place(first, appendedAt, replay);
            Place known = places.get(request);
            if (known != null && known.isLaterAttempt(place)) {
                if (known.replay == replay) {
                    return false;
                }
                if (known.first.receipt.equals(first.receipt)) {
                    // What it did when it was applied first.
                    places.put(request, known.readAgain(replay));
                    return false;
                }
            }
            places.put(request, place);
            return true;
        }
    }

    /** Learns that the log of a topic is read from its start. It may have lost its end since it was read before. */
    void readingAgain(String topicId) {
        synchronized (places) {
            replay++;
            readingAgain = topicId;
        }
    }

    /** Learns that the log was read to its end. The topic does not have the events that were not read again. */
    void caughtUp() {
        synchronized (places) {
            String topicId = readingAgain;
            if (topicId != null) {
                readingAgain = null;
                places.values()
                        .removeIf(place -> place.replay != replay
                                && place.first.receipt.topicId().equals(topicId));
            }
        }
    }

    /** The last 10,000 reinstatements that requests with an idempotency key wrote. */
    public List<RevocationEvent.Reinstated> reinstatements() {
        synchronized (places) {
            return List.copyOf(reinstatements.values());
        }
    }

    /** Returns the first event of a request; empty when it was appended 24 hours ago or earlier. */
    public Optional<First> find(UUID request, Instant now) {
        Place place;
        synchronized (places) {
            place = places.get(request);
        }
        return place == null || now.toEpochMilli() - place.appendedAt >= LIMIT.toMillis()
                ? Optional.empty()
                : Optional.of(place.first);
    }
}
