package io.revocast.publisher.audit;

import io.revocast.event.Receipt;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One decision about a request. Never holds a token or a credential. Immutable.
 *
 * @param at when it was decided, by the publisher's clock, in whole milliseconds
 * @param requestId of the HTTP request; the same as in its answer
 * @param actor the name of the credential; {@code unauthenticated} when the caller sent none
 * @param action what was asked for
 * @param decision what came of it
 * @param subjects what it is about, in the order of the request; empty when the request named nothing that can be told
 * @param reason short code of a decision that is not granted, or the caller's own reason; null when there is none
 * @param detail free text: the caller's note, or the rule that was broken; null when there is none
 * @param context which request it was, for repetitions; {@link Context#NONE} when that is not known
 */
public record AuditEntry(
        Instant at,
        String requestId,
        String actor,
        Action action,
        Decision decision,
        List<Subject> subjects,
        @Nullable String reason,
        @Nullable String detail,
        Context context) {

    public AuditEntry {
        subjects = List.copyOf(subjects);
    }

    /** Returns a copy with other subjects. */
    public AuditEntry with(List<Subject> others) {
        return new AuditEntry(at, requestId, actor, action, decision, others, reason, detail, context);
    }

    /** An entry without {@link Context}. */
    public AuditEntry(
            Instant at,
            String requestId,
            String actor,
            Action action,
            Decision decision,
            List<Subject> subjects,
            @Nullable String reason,
            @Nullable String detail) {
        this(at, requestId, actor, action, decision, subjects, reason, detail, Context.NONE);
    }

    /** What was asked for. */
    public enum Action {
        REVOKE,
        REINSTATE,
        AUTHENTICATE,
        /** An operator appended to a topic what an earlier one had lost. */
        RESEED,
        /** An operator gave up what an earlier topic had lost. */
        ACCEPT_LOSS,
        /** A running publisher appended to a re-created topic what the earlier one had held. */
        REPAIR;

        /** Whether a confirmed entry says that the topic it names took the place of others ({@link Context}). */
        public boolean isRecovery() {
            return this == RESEED || this == ACCEPT_LOSS || this == REPAIR;
        }
    }

    /** What came of it. */
    public enum Decision {
        /** It was allowed. The entry is appended together with the events that it names. */
        GRANTED,
        /** The brokers committed the events of an earlier granted entry of the same request, which this completes. */
        CONFIRMED,
        /** It was not allowed, or broke a rule; nothing was written. */
        REFUSED,
        /** It was allowed, and is not known to be done. */
        FAILED
    }

    /**
     * Which request an entry belongs to. Immutable.
     *
     * @param key the request's idempotency key; null when it had none
     * @param bodyHash the SHA-256 of the request's body, in base64url; null without a key, and for a streamed list
     * @param topicId Kafka's id of the revocation topic that the events are appended to; null when it is not known
     * @param lostTopicIds in the entry of a recovery, the ids of the topics whose place that topic took; else empty
     * @param from in the entry of a recovery, offsets by partition: all that it appended stands there or later. Empty
     *     when that is not known, and for other requests
     */
    public record Context(
            @Nullable UUID key,
            @Nullable String bodyHash,
            @Nullable String topicId,
            List<String> lostTopicIds,
            Map<Integer, Long> from) {
        /** Nothing is known of the request. */
        public static final Context NONE = new Context(null, null, null);

        public Context {
            lostTopicIds = List.copyOf(lostTopicIds);
            from = Map.copyOf(from);
        }

        /** The context of a request that is no recovery. */
        public Context(@Nullable UUID key, @Nullable String bodyHash, @Nullable String topicId) {
            this(key, bodyHash, topicId, List.of(), Map.of());
        }
    }

    /**
     * One target.
     *
     * @param target its canonical key ({@link io.revocast.event.internal.TargetKey})
     * @param id of the revocation; null when there is none
     * @param outcome what was done, such as {@code created}, {@code unchanged}, {@code expired}; in a granted entry what
     *     the event does unless another publisher comes first; null when nothing was done
     * @param receipt where the event stands; null in a granted entry, and when none was appended
     * @param more what repetitions and a re-seeded topic need; {@link More#NONE} when there is nothing
     */
    public record Subject(
            String target,
            @Nullable String id,
            @Nullable String outcome,
            @Nullable Receipt receipt,
            More more) {
        /** A subject with nothing but its outcome. */
        public Subject(String target, @Nullable String id, @Nullable String outcome, @Nullable Receipt receipt) {
            this(target, id, outcome, receipt, More.NONE);
        }
    }

    /**
     * What an entry says of a target beside the outcome. Immutable.
     *
     * @param event the event that is appended, with the whole state of the target; null in a confirmed entry, when none
     *     is appended, and when this release cannot read it
     * @param validity what the caller is answered; null when that is no revocation
     * @param bodyHash of an item of a streamed list with an idempotency key, a hash of its line; null otherwise
     */
    public record More(
            @Nullable RevocationEvent event,
            @Nullable Validity validity,
            @Nullable String bodyHash) {
        /** Nothing. */
        public static final More NONE = new More(null, null, null);
    }

    /**
     * For how long and for which tokens a revocation is answered to hold.
     *
     * @param expiresAt in whole seconds
     * @param issuedBefore the cut-off, in whole seconds; null when there is none
     * @param authenticatedBefore the cut-off for {@code auth_time}, in whole seconds; null when there is none
     */
    public record Validity(
            Instant expiresAt,
            @Nullable Instant issuedBefore,
            @Nullable Instant authenticatedBefore) {}
}
