package io.revocast.publisher.idempotency;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.request.UnavailableException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What the audit tells of earlier requests with an idempotency key, of all publishers. Implementations are thread-safe.
 */
public interface RequestHistory {
    /** How long a key is remembered. */
    Duration KEPT = Duration.ofHours(24);

    /**
     * After this time no event of an attempt can be committed any more. A producer tries for 45 s at most. The clocks of two
     * publishers that are certain of their time differ by 60 s at most.
     */
    Duration ATTEMPT = Duration.ofSeconds(105);

    /** The history of a publisher without an audit: it knows nothing. */
    RequestHistory NONE = new RequestHistory() {
        @Override
        public void catchUp() {}

        @Override
        public Optional<AuditEntry> find(String actor, UUID key) {
            return Optional.empty();
        }

        @Override
        public Optional<AuditEntry> findItem(String actor, UUID key, Target target, String hash) {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> lastAttempt(AuditEntry earlier, AuditEntry.Subject subject) {
            return Optional.empty();
        }

        @Override
        public boolean wasReinstated(Target target, UUID id) {
            return false;
        }

        @Override
        public boolean isLost(String topicId) {
            return false;
        }
    };

    /**
     * Waits until all entries and events are known that any publisher had committed before the call; for a few seconds.
     *
     * @throws UnavailableException when they are not; nothing was written
     */
    void catchUp() throws UnavailableException;

    /**
     * Returns the entry of an earlier request: the confirmed one, else the granted one, else nothing; none that
     * is 24 hours old.
     *
     * @throws UnavailableException when there is one, and it cannot be read now
     */
    Optional<AuditEntry> find(String actor, UUID key) throws UnavailableException;

    /** Returns what {@link #find} would, with the line of a streamed list that has the hash as its only subject. */
    Optional<AuditEntry> findItem(String actor, UUID key, Target target, String hash) throws UnavailableException;

    /**
     * Returns when a publisher last began to append the event of an earlier request again; empty when none did within 24 hours.
     *
     * @param earlier the entry that {@link #find} or {@link #findItem} returned
     * @param subject of the entry
     * @throws UnavailableException when one did, and its entry cannot be read now
     */
    Optional<Instant> lastAttempt(AuditEntry earlier, AuditEntry.Subject subject) throws UnavailableException;

    /**
     * Whether a publisher was asked to take a revocation back within the time that keys are kept.
     *
     * @param id of the revocation
     */
    boolean wasReinstated(Target target, UUID id);

    /** Whether records of a topic were lost within the time that keys are kept, as far as a recovery says so. */
    boolean isLost(String topicId);
}
