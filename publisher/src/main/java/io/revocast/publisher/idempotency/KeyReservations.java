package io.revocast.publisher.idempotency;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.RejectedException.Kind;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.time.BoundedClock;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one request with an idempotency key run at a time, and finds what an earlier one with the same key did.
 *
 * <p>Keys belong to a caller. This process remembers its own last requests, {@value #MOST_SUBJECTS} targets and about
 * 12 MiB; for all others it asks the {@link RequestHistory}. Thread-safe.
 */
public final class KeyReservations {
    private static final int MOST_SUBJECTS = 10_000;

    private final RequestHistory history;
    private final Clock clock;
    private final Set<Id> running = ConcurrentHashMap.newKeySet();
    private final Map<Id, AuditEntry> recent = new LinkedHashMap<>();
    private int subjects;

    private record Id(String actor, UUID key) {}

    public KeyReservations(RequestHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /**
     * Begins a request. Close the reservation when it has ended, whatever came of it.
     *
     * @throws RejectedException when an earlier request with the key was another one
     * @throws UnavailableException when one with the key is still running, or when it is not known whether there was one
     */
    public Reservation reserve(Requester requester, Action action) throws RejectedException, UnavailableException {
        IdempotencyKey key = requester.idempotency();
        if (key == null) {
            return new Reservation(null, null);
        }
        Id id = new Id(requester.caller().name(), key.key());
        if (!running.add(id)) {
            throw new UnavailableException(
                    Certainty.IN_PROGRESS,
                    "a request with the idempotency key " + key.key() + " is still being served");
        }
        try {
            AuditEntry earlier = find(id).orElse(null);
            if (earlier != null && isOther(earlier, action, key)) {
                throw new RejectedException(
                        Kind.IDEMPOTENCY_KEY_REUSED,
                        "Idempotency-Key",
                        key.key().toString(),
                        "must be another one for another request: it named a request with another body within 24 hours");
            }
            return new Reservation(id, earlier);
        } catch (RejectedException | UnavailableException | RuntimeException e) {
            running.remove(id);
            throw e;
        }
    }

    private static boolean isOther(AuditEntry earlier, Action action, IdempotencyKey key) {
        return earlier.action() != action || !Objects.equals(earlier.context().bodyHash(), key.bodyHash());
    }

    private Optional<AuditEntry> find(Id id) throws UnavailableException {
        AuditEntry known;
        synchronized (recent) {
            known = recent.get(id);
        }
        if (known == null || known.decision() != Decision.CONFIRMED) {
            AuditEntry written;
            try {
                history.catchUp();
                written = history.find(id.actor(), id.key()).orElse(null);
            } catch (UnavailableException e) {
                // It is not known whether there was an earlier attempt.
                throw e.ofRepetition();
            }
            known = written == null ? known : written;
        }
        return Optional.ofNullable(known)
                .filter(entry -> entry.at()
                        .isAfter(BoundedClock.boundsOf(clock).earliest().minus(RequestHistory.KEPT)));
    }

    /** One request that is being served. For one thread, but for {@link #remember}. */
    public final class Reservation implements AutoCloseable {
        private final @Nullable Id id;
        private final @Nullable AuditEntry earlier;

        private Reservation(@Nullable Id id, @Nullable AuditEntry earlier) {
            this.id = id;
            this.earlier = earlier;
        }

        /** What the audit has of the earlier request; empty when there was none. */
        public Optional<AuditEntry> earlier() {
            return Optional.ofNullable(earlier);
        }

        /** Keeps an entry about this request, for when it is repeated here. */
        public void remember(AuditEntry entry) {
            if (id != null) {
                synchronized (recent) {
                    put(id, entry);
                }
            }
        }

        /** Forgets the request, of which nothing was written. */
        public void forget() {
            if (id != null) {
                synchronized (recent) {
                    remove(id);
                }
            }
        }

        @Override
        public void close() {
            if (id != null) {
                running.remove(id);
            }
        }
    }

    private void put(Id id, AuditEntry entry) {
        remove(id);
        recent.put(id, entry);
        subjects += weight(entry);
        var eldest = recent.entrySet().iterator();
        while (subjects > MOST_SUBJECTS && recent.size() > 1) {
            subjects -= weight(eldest.next().getValue());
            eldest.remove();
        }
    }

    private void remove(Id id) {
        AuditEntry known = recent.remove(id);
        subjects -= known == null ? 0 : weight(known);
    }

    private static int weight(AuditEntry entry) {
        return 1 + entry.subjects().size();
    }
}
