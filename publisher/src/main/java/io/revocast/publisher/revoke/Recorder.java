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

    /** The same for a part of a request of which an earlier entry names the whole. */
    default CompletableFuture<Void> grantedInPart(List<AuditEntry.Subject> subjects) {
        return granted(subjects);
    }

    /** Begins to append the confirmed entry, which carries the receipts. Nothing waits for it. Never throws. */
    default void confirmed(List<AuditEntry.Subject> subjects) {}

    /** Returns a recorder of a part of a request; the caller appends the confirmed entry about the whole. */
    default Recorder ofPart() {
        Recorder all = this;
        return new Recorder() {
            @Override
            public CompletableFuture<Void> granted(List<AuditEntry.Subject> subjects) {
                return all.grantedInPart(subjects);
            }
        };
    }
}
