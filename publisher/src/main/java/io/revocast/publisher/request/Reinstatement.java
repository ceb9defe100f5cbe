package io.revocast.publisher.request;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.UUID;

/** Taking a revocation back: what is asked, and what is answered. */
public final class Reinstatement {
    private Reinstatement() {}

    /** Which revocation. */
    public sealed interface Request {
        Explanation explanation();

        /** Where the last record stands that the author saw; null when the author does not say. */
        @Nullable
        Receipt expected();
    }

    /** The live revocation that has an id. */
    public record ById(
            UUID id, Explanation explanation, @Nullable Receipt expected) implements Request {
        /** A request whose author does not say what they saw. */
        public ById(UUID id, Explanation explanation) {
            this(id, explanation, null);
        }
    }

    /** The live revocation of a target. */
    public record ByTarget(
            Target target,
            Explanation explanation,
            @Nullable Receipt expected) implements Request {
        /** A request whose author does not say what they saw. */
        public ByTarget(Target target, Explanation explanation) {
            this(target, explanation, null);
        }
    }

    /** What a reinstatement did. */
    public enum Outcome {
        /** The revocation is taken back. */
        REINSTATED,
        /** Nothing was revoked; nothing was written. */
        NOT_REVOKED,
        /** Another caller revoked the same target at the same time, and that holds. */
        REVOKED_AGAIN;

        /** The outcome in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The answer to one request.
     *
     * @param target null when nothing that is live has the id
     * @param id of the revocation that is or was live; null when there was none, or its record cannot be read
     * @param receipt of the reinstatement; null when nothing was written
     */
    public record Result(
            Outcome outcome,
            @Nullable Target target,
            @Nullable UUID id,
            @Nullable Receipt receipt) {}
}
