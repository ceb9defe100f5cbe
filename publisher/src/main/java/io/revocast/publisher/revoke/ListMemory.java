package io.revocast.publisher.revoke;

import io.revocast.publisher.audit.AuditEntry.More;
import io.revocast.publisher.audit.AuditEntry.Subject;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How a streamed list is written down, and what is known of an earlier one with the same idempotency key. Close it when
 * the list has ended. Not thread-safe.
 */
record ListMemory(Recorder recorder, EarlierItems items, IdempotentRequests.Claim claim) implements AutoCloseable {

    /** Returns a recorder for entries about the items with the given hashes, in their order. */
    Recorder recorder(List<@Nullable String> hashes) {
        return new Recorder() {
            @Override
            public CompletableFuture<Void> granted(List<Subject> subjects) {
                return recorder.granted(hashed(subjects, hashes));
            }

            @Override
            public void confirmed(List<Subject> subjects) {
                recorder.confirmed(hashed(subjects, hashes));
            }
        };
    }

    private static List<Subject> hashed(List<Subject> subjects, List<@Nullable String> hashes) {
        List<Subject> hashed = new ArrayList<>(subjects.size());
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            String hash = hashes.get(i);
            More more = subject.more();
            hashed.add(
                    hash == null
                            ? subject
                            : new Subject(
                                    subject.target(),
                                    subject.id(),
                                    subject.outcome(),
                                    subject.receipt(),
                                    new More(more.event(), more.validity(), hash)));
        }
        return hashed;
    }

    @Override
    public void close() {
        claim.close();
    }
}
