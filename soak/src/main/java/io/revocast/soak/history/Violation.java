package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

/**
 * Something that must not happen, and did.
 *
 * @param subject the token; null when it is not about one
 * @param incarnation the process; null when it is not about one
 * @param text what happened, in one sentence
 */
public record Violation(
        Invariant invariant,
        @Nullable Subject subject,
        @Nullable Incarnation incarnation,
        String text) {

    /** What must hold. */
    public enum Invariant {
        FRESH("never NOT_REVOKED later than the acknowledgement + maxStaleness"),
        NO_RESURRECTION("once revoked in a process, revoked until the token's end or its reinstatement"),
        NO_INVENTION("no REVOKED without an attempt to revoke"),
        HONEST_AGE("what was acknowledged before the age reported is enforced"),
        READY_COMPLETE("a ready process enforces all that was acknowledged before it started"),
        CONVERGED("after a fault heals, all that was acknowledged is enforced within the bound"),
        TRUE_REPORTS("an instance that is reported to have applied a revocation enforces it"),
        FLAT("heap, threads and descriptors do not grow");

        private final String meaning;

        Invariant(String meaning) {
            this.meaning = meaning;
        }

        /** The invariant as a sentence. */
        public String meaning() {
            return meaning;
        }
    }
}
