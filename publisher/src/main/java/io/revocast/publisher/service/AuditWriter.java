package io.revocast.publisher.service;

import io.revocast.publisher.audit.AuditCodec;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.request.IdempotencyKey;
import io.revocast.publisher.request.LimitedException;
import io.revocast.publisher.request.RejectedException;
import io.revocast.publisher.request.Requester;
import io.revocast.publisher.request.UnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Appends the audit entries of one request. {@link RequestAudit} has those of a request that is carried out. Thread-safe. */
final class AuditWriter {
    private static final Logger LOGGER = LoggerFactory.getLogger(AuditWriter.class);

    private final AuditLog log;
    private final Clock clock;
    private final Requester requester;
    private final Action action;
    private volatile boolean begun;

    AuditWriter(AuditLog log, Clock clock, Requester requester, Action action) {
        this.log = log;
        this.clock = clock;
        this.requester = requester;
        this.action = action;
    }

    /** Returns the context of an entry about events that are appended to a topic; null when its id is not known. */
    AuditEntry.Context context(@Nullable String topicId) {
        IdempotencyKey key = requester.idempotency();
        return key == null
                ? new AuditEntry.Context(null, null, topicId)
                : new AuditEntry.Context(key.key(), key.bodyHash(), topicId);
    }

    /** Begins to append a granted entry. */
    CompletableFuture<Void> begin(AuditEntry entry) {
        begun = true;
        return log.append(entry);
    }

    /** Appends the reason why nothing was done. The answer does not wait for it, because it claims no success. */
    void refused(Exception why, List<AuditEntry.Subject> subjects) {
        boolean refused = why instanceof RejectedException || why instanceof LimitedException;
        Decision decision = refused || why instanceof ConfirmationNeededException ? Decision.REFUSED : Decision.FAILED;
        String detail = why instanceof RejectedException rejected ? rejected.detail() : why.getMessage();
        note(refusal(decision, subjects, reason(why), detail));
    }

    /** Appends the rule that a request breaks, or some lines of a list. */
    void refused(String reason, String detail, List<AuditEntry.Subject> subjects) {
        note(refusal(Decision.REFUSED, subjects, reason, detail));
    }

    /** Appends an entry that nothing waits for. */
    void note(AuditEntry entry) {
        var unused = log.append(entry).whenComplete((done, failure) -> {
            if (failure != null) {
                LOGGER.atWarn()
                        .addKeyValue("decision", entry.decision())
                        .addKeyValue("error", failure.toString())
                        .log("a decision is not in the audit");
            }
        });
    }

    private static String reason(Exception why) {
        if (why instanceof RejectedException rejected) {
            return AuditCodec.word(rejected.kind());
        }
        if (why instanceof UnavailableException unavailable) {
            return AuditCodec.word(unavailable.certainty());
        }
        return why instanceof LimitedException ? "limited" : "confirmation_needed";
    }

    private AuditEntry refusal(
            Decision decision, List<AuditEntry.Subject> subjects, String reason, @Nullable String detail) {
        // An entry of a request whose granted entry was begun replaces that one in the history of its key.
        return entry(decision, subjects, reason, detail, begun ? context(null) : AuditEntry.Context.NONE);
    }

    /** Creates an entry of this request, with the present time. */
    AuditEntry entry(
            Decision decision,
            List<AuditEntry.Subject> subjects,
            @Nullable String reason,
            @Nullable String detail,
            AuditEntry.Context context) {
        return new AuditEntry(
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                requester.requestId(),
                requester.caller().name(),
                action,
                decision,
                subjects,
                reason,
                detail,
                context);
    }
}
