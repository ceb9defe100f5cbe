package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.event.Receipt;
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
 * Where the first event of each of the last requests stands, so that a publisher can tell whether a request whose
 * answer was lost is committed. About 11 MiB when full. Only the replay thread adds; any thread may ask.
 */
public final class RecentRequests {
    static final int KEPT = 1 << 16;

    /** A caller who took a revocation back by its id repeats the request within minutes. */
    static final int REINSTATEMENTS_KEPT = 10_000;

    /** How long a request is known. After it, the same id stands for a request of its own. */
    static final Duration LIMIT = Duration.ofHours(24);

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
     * @param effect what it did when it was applied; null for a reinstatement
     */
    public record First(Receipt receipt, RevocationStore.@Nullable Effect effect) {}

    /** Where an event stands, and its record's time in epoch milliseconds. */
    private record Place(Receipt receipt, RevocationStore.@Nullable Effect effect, long appendedAt) {
        boolean isLaterAttempt(Place next) {
            return receipt.topicId().equals(next.receipt.topicId()) && next.appendedAt - appendedAt < LIMIT.toMillis();
        }
    }

    /**
     * Adds an event that was applied.
     *
     * @param request null when it carries none
     * @param effect what it did when it was applied; null for a reinstatement
     * @param appendedAt the time of its record, in epoch milliseconds
     */
    void add(@Nullable UUID request, Receipt receipt, RevocationStore.@Nullable Effect effect, long appendedAt) {
        if (request == null) {
            return;
        }
        Place place = new Place(receipt, effect, appendedAt);
        synchronized (places) {
            Place known = places.putIfAbsent(request, place);
            if (known != null && !known.isLaterAttempt(place)) {
                places.put(request, place);
            }
        }
    }

    /** Adds a reinstatement that was applied. */
    void add(RevocationEvent.Reinstated event) {
        UUID request = event.request();
        if (request != null) {
            synchronized (places) {
                reinstatements.putIfAbsent(request, event);
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
                : Optional.of(new First(place.receipt, place.effect));
    }
}
