package io.revocast.publisher.audit;

import io.revocast.event.Receipt;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * One decision about a request. Never holds a token or a credential. Immutable.
 *
 * @param at when it was decided, by the publisher's clock, in whole milliseconds
 * @param requestId of the HTTP request; the same as in its answer
 * @param actor the name of the credential; {@code unauthenticated} when nobody's was shown
 * @param action what was asked for
 * @param decision what came of it
 * @param subjects what it is about, in the order of the request; empty when the request named nothing that can be told
 * @param reason short code of a decision that is not granted, or the caller's own reason; null when there is none
 * @param detail free text: the caller's note, or the rule that was broken; null when there is none
 */
public record AuditEntry(
        Instant at,
        String requestId,
        String actor,
        Action action,
        Decision decision,
        List<Subject> subjects,
        @Nullable String reason,
        @Nullable String detail) {

    public AuditEntry {
        subjects = List.copyOf(subjects);
    }

    /** What was asked for. */
    public enum Action {
        REVOKE,
        REINSTATE,
        AUTHENTICATE
    }

    /** What came of it. */
    public enum Decision {
        /** It was allowed and is done. */
        GRANTED,
        /** It was not allowed, or broke a rule; nothing was written. */
        REFUSED,
        /** It was allowed, and is not known to be done. */
        FAILED
    }

    /**
     * One target.
     *
     * @param target its canonical key ({@link io.revocast.event.TargetKey})
     * @param id of the revocation; null when there is none
     * @param outcome what was done, such as {@code appended}, {@code unchanged}, {@code expired}; null when nothing was
     * @param receipt where the event stands; null when none was appended
     */
    public record Subject(
            String target,
            @Nullable String id,
            @Nullable String outcome,
            @Nullable Receipt receipt) {}
}
