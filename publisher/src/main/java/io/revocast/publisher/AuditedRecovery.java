package io.revocast.publisher;

import io.revocast.event.Revocation;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.append.RevocationRestorer;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.audit.AuditReplay;
import io.revocast.publisher.kafka.PendingCommit;
import io.revocast.publisher.kafka.topic.LostTopicGuard;
import io.revocast.publisher.kafka.topic.LostTopicGuard.Lost;
import io.revocast.publisher.kafka.topic.TopicUnreachableException;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.List;

/**
 * The last step of the repair of a topic that was re-created or lost records. It appends revocations that the audit names and this publisher never
 * read. Then it records in the audit that the topic took the place of the lost one. Until then no publisher starts on the
 * topic, so a publisher that is killed midway leaves no gap unnoticed. Without an audit it does nothing. Thread-safe.
 */
final class AuditedRecovery {
    private static final Logger LOGGER = LoggerFactory.getLogger(AuditedRecovery.class);
    private static final int BATCH = 500;

    private final @Nullable LostTopicGuard guard;
    private final AuditLog audit;
    private final Clock clock;

    /**
     * Makes a recovery.
     *
     * @param guard null without an audit
     */
    AuditedRecovery(@Nullable LostTopicGuard guard, AuditLog audit, Clock clock) {
        this.guard = guard;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether the topic is known to hold all that the audit names. */
    boolean isComplete(String topicId) {
        return guard == null || guard.isCleared(topicId);
    }

    /** Forgets which topic is complete: a log with the same topic id may have been truncated. */
    void reopen() {
        if (guard != null) {
            guard.clear(null);
        }
    }

    /**
     * Completes the recovery of a topic to which everything was appended that the list knows.
     *
     * @return whether that is done; false when the topic was re-created again meanwhile
     */
    boolean complete(String topicId, RevocationRestorer restorer, LiveRevocations live)
            throws UnavailableException, InterruptedException {
        if (guard == null) {
            return true;
        }
        Lost lost;
        try {
            lost = guard.lost(revocation -> isLive(live, revocation));
        } catch (TopicUnreachableException e) {
            throw new UnavailableException(Certainty.UNKNOWN, String.valueOf(e.getMessage()), e);
        }
        if (!topicId.equals(lost.topicId())) {
            return false;
        }
        int appended = append(restorer, lost.revocations());
        if (!lost.topicIds().isEmpty()) {
            String detail = "all live revocations appended again, " + appended + " of them from the audit";
            AuditEntry entry = RecoveryEntry.of(
                    clock.instant(),
                    RecoveryEntry.PUBLISHER,
                    Action.REPAIR,
                    Decision.CONFIRMED,
                    lost,
                    topicId,
                    lost.beginnings(),
                    detail);
            PendingCommit.await(audit.append(entry), "the audit");
            LOGGER.warn("topic {} took the place of {}: {}", topicId, lost.topicIds(), detail);
        }
        guard.clear(topicId);
        return true;
    }

    private static boolean isLive(LiveRevocations live, Revocation named) {
        return live.find(named.target())
                .filter(now -> !now.overwritten() && now.revocation().covers(named))
                .isPresent();
    }

    private static int append(RevocationRestorer restorer, List<AuditReplay.Named> named) throws UnavailableException {
        int appended = 0;
        for (int from = 0; from < named.size(); from += BATCH) {
            List<RevocationEvent.Revoked> batch = named.subList(from, Math.min(named.size(), from + BATCH)).stream()
                    .map(AuditReplay.Named::event)
                    .toList();
            appended += restorer.appendMissing(batch);
        }
        return appended;
    }
}
