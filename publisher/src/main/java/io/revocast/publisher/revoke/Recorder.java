package io.revocast.publisher.revoke;

import io.revocast.publisher.audit.AuditEntry;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Appends the audit entries of one request. */
@FunctionalInterface
interface Recorder {
    /**
     * Begins to append the granted entry, together with the events that it names, and returns without waiting. Never
     * throws. No success is answered before the entry is committed.
     */
    CompletableFuture<Void> granted(List<AuditEntry.Subject> subjects);

    /** Begins to append the confirmed entry, which carries the receipts. Nothing waits for it. Never throws. */
    default void confirmed(List<AuditEntry.Subject> subjects) {}

    /** Returns a recorder that appends no confirmed entry, because the caller appends one about more. */
    default Recorder grantedOnly() {
        Recorder all = this;
        return new Recorder() {
            @Override
            public CompletableFuture<Void> granted(List<AuditEntry.Subject> subjects) {
                return all.granted(subjects);
            }
        };
    }
}
