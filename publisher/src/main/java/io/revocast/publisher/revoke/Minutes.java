package io.revocast.publisher.revoke;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.revoke.RevocationRequest.ByTarget;
import io.revocast.publisher.revoke.RevocationRequest.Explanation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Writes the decisions about one requester's action into the audit. Thread-safe. */
final class Minutes {
    private static final Logger LOGGER = LoggerFactory.getLogger(Minutes.class);

    private final AuditLog log;
    private final Clock clock;
    private final Requester requester;
    private final Action action;
    private volatile boolean begun;

    Minutes(AuditLog log, Clock clock, Requester requester, Action action) {
        this.log = log;
        this.clock = clock;
        this.requester = requester;
        this.action = action;
    }

    /**
     * Returns what appends the entries about a request that is carried out.
     *
     * @param topicId Kafka's id of the topic that its events are appended to; null when it is not known
     * @param explanation the caller's own
     * @param memory is given each entry
     */
    Recorder recorder(@Nullable String topicId, Explanation explanation, Consumer<AuditEntry> memory) {
        AuditEntry.Context context = context(topicId);
        return new Recorder() {
            @Override
            public CompletableFuture<Void> granted(List<AuditEntry.Subject> subjects) {
                AuditEntry entry = entry(Decision.GRANTED, subjects, explanation.reason(), explanation.note(), context);
                memory.accept(entry);
                return begin(entry);
            }

            @Override
            public CompletableFuture<Void> grantedInPart(List<AuditEntry.Subject> subjects) {
                return begin(entry(Decision.GRANTED, subjects, explanation.reason(), explanation.note(), context));
            }

            private CompletableFuture<Void> begin(AuditEntry entry) {
                begun = true;
                return log.append(entry);
            }

            @Override
            public void confirmed(List<AuditEntry.Subject> subjects) {
                AuditEntry entry = entry(Decision.CONFIRMED, subjects, null, null, context);
                memory.accept(entry);
                note(entry);
            }
        };
    }

    private AuditEntry.Context context(@Nullable String topicId) {
        IdempotencyKey key = requester.idempotency();
        return key == null
                ? new AuditEntry.Context(null, null, topicId)
                : new AuditEntry.Context(key.key(), key.bodyHash(), topicId);
    }

    /** Notes why nothing was done. The answer does not wait for it: it claims no success. */
    void refused(Exception why, List<AuditEntry.Subject> subjects) {
        boolean rejected = why instanceof RejectedException || why instanceof LimitedException;
        Decision decision = rejected || why instanceof ConfirmationNeededException ? Decision.REFUSED : Decision.FAILED;
        note(entry(decision, subjects, reason(why), why.getMessage()));
    }

    /** Notes a rule that some of many were refused by. */
    void refused(RejectedException.Kind kind, String detail) {
        note(entry(Decision.REFUSED, List.of(), word(kind), detail));
    }

    private void note(AuditEntry entry) {
        var unused = log.append(entry).whenComplete((done, failure) -> {
            if (failure != null) {
                LOGGER.atWarn()
                        .addKeyValue("decision", entry.decision())
                        .addKeyValue("error", failure.toString())
                        .log("a decision is not in the audit");
            }
        });
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String reason(Exception why) {
        if (why instanceof RejectedException rejected) {
            return word(rejected.kind());
        }
        if (why instanceof UnavailableException unavailable) {
            return word(unavailable.certainty());
        }
        return why instanceof LimitedException ? "limited" : "confirmation_needed";
    }

    private AuditEntry entry(
            Decision decision, List<AuditEntry.Subject> subjects, @Nullable String reason, @Nullable String detail) {
        // Only a request that was begun may undo what the audit has of its key.
        return entry(decision, subjects, reason, detail, begun ? context(null) : AuditEntry.Context.NONE);
    }

    private AuditEntry entry(
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

    /** The targets of requests that nothing was done for; of pasted tokens nothing is known that may be told. */
    static List<AuditEntry.Subject> named(List<RevocationRequest> requests) {
        return requests.stream()
                .filter(ByTarget.class::isInstance)
                .map(request -> named(((ByTarget) request).target()))
                .toList();
    }

    static AuditEntry.Subject named(Target target) {
        return new AuditEntry.Subject(target.key(), null, null, null);
    }
}
