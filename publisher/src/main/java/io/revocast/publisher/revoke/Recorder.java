package io.revocast.publisher.revoke;

import io.revocast.publisher.audit.AuditEntry;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Has written down what was done, once the log has committed it and before the caller hears of it. */
@FunctionalInterface
interface Recorder {
    /** Begins to write, and returns without waiting. Never throws. */
    CompletableFuture<Void> record(List<AuditEntry.Subject> subjects);
}
