package io.revocast.client;

import org.jspecify.annotations.Nullable;

/**
 * Which audit entries to read. A part that is null matches all. Immutable.
 *
 * @param after the offset of the entry after which to begin
 * @param actor the name of a credential
 * @param decision {@code granted}, {@code confirmed}, {@code refused} or {@code failed}
 */
public record AuditFilter(
        @Nullable String after,
        @Nullable String actor,
        @Nullable String decision) {
    /** All entries, from the oldest. */
    public static final AuditFilter ALL = new AuditFilter(null, null, null);

    /** The same entries, beginning after another one. */
    public AuditFilter withAfter(@Nullable String offset) {
        return new AuditFilter(offset, actor, decision);
    }
}
