package io.revocast.publisher.audit;

import java.util.concurrent.CompletableFuture;

/** Where decisions are written down. Implementations are thread-safe. */
@FunctionalInterface
public interface AuditLog {
    /** Writes nothing; for a publisher whose operator wants no audit. */
    AuditLog NONE = entry -> CompletableFuture.completedFuture(null);

    /**
     * Appends an entry, after all that were appended before, and returns without waiting.
     *
     * <p>The future completes within a minute: when the log has committed the entry, or exceptionally when that is not
     * known. Never throws.
     */
    CompletableFuture<Void> append(AuditEntry entry);
}
