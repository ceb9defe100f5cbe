package io.revocast.publisher;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Context;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.kafka.topic.LostTopicGuard.Lost;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Makes the audit entries of recoveries: the confirmed one lets publishers start on a topic that took another's place. */
final class RecoveryEntry {
    /** The actor of what a running publisher does by itself. */
    static final String PUBLISHER = "publisher";

    private RecoveryEntry() {}

    /** Returns the actor of a command: the user of the operating system. */
    static String operator() {
        return "os-user:" + System.getProperty("user.name", "unknown");
    }

    /**
     * Returns an entry.
     *
     * @param at when the recovery ended
     * @param decision CONFIRMED when the recovery is complete
     * @param lost what the recovery began with
     * @param topicId of the topic that was filled
     * @param from offsets by partition: all that the recovery appended stands there or later
     * @param detail what was done, and how often
     */
    static AuditEntry of(
            Instant at,
            String actor,
            Action action,
            Decision decision,
            Lost lost,
            @Nullable String topicId,
            Map<Integer, Long> from,
            String detail) {
        return new AuditEntry(
                at.truncatedTo(ChronoUnit.MILLIS),
                UUID.randomUUID().toString(),
                actor,
                action,
                decision,
                List.of(),
                null,
                detail,
                new Context(null, null, topicId, lost.topicIds(), from));
    }
}
