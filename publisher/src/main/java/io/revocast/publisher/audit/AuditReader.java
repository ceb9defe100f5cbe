package io.revocast.publisher.audit;

import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where decisions are read again. Implementations are thread-safe, and hold nothing between calls. */
public interface AuditReader {
    /** Offset before the first one. */
    long BEGINNING = -1;

    /**
     * Returns the entries after an offset that pass, oldest first; within about 15 seconds.
     *
     * @param after {@link #BEGINNING}, or the offset of a record that was seen
     * @param limit the most entries
     */
    Page read(long after, int limit, Filter filter) throws AuditUnavailableException, InterruptedException;

    /**
     * Starts to follow the log.
     *
     * @param after as for {@link #read}; null for what is not there yet
     */
    Following follow(@Nullable Long after, Filter filter) throws AuditUnavailableException, InterruptedException;

    /** Verifies the chains of the whole log, for as long as it may take. */
    Verification verify(Duration limit) throws AuditUnavailableException, InterruptedException;

    /**
     * Which entries pass.
     *
     * @param actor null for anyone's
     * @param action null for any
     * @param decision null for any
     * @param issuers whose targets the reader may see; empty for all
     */
    record Filter(
            @Nullable String actor,
            AuditEntry.@Nullable Action action,
            AuditEntry.@Nullable Decision decision,
            Set<String> issuers) {
        /** Lets everything pass. */
        public static final Filter NONE = new Filter(null, null, null);

        public Filter {
            issuers = Set.copyOf(issuers);
        }

        /** A filter that lets every issuer pass. */
        public Filter(
                @Nullable String actor, AuditEntry.@Nullable Action action, AuditEntry.@Nullable Decision decision) {
            this(actor, action, decision, Set.of());
        }

        /** The same for a reader that may see only these issuers; all when there are none. */
        public Filter limitedTo(Set<String> visible) {
            return new Filter(actor, action, decision, visible);
        }

        /** Whether an entry passes. */
        public boolean passes(AuditEntry entry) {
            return (actor == null || actor.equals(entry.actor()))
                    && (action == null || action == entry.action())
                    && (decision == null || decision == entry.decision())
                    && (issuers.isEmpty() || entry.subjects().stream().anyMatch(this::isVisible));
        }

        /**
         * What the reader may see of an entry that passes: no target of another issuer. When the entry has one, its reason
         * and detail may be about it, and are hidden too. Another part of an entry may have one.
         */
        public AuditEntry visible(AuditRecord.Entry found) {
            AuditEntry entry = found.entry();
            if (issuers.isEmpty()) {
                return entry;
            }
            List<AuditEntry.Subject> subjects =
                    entry.subjects().stream().filter(this::isVisible).toList();
            boolean whole =
                    found.parts() == 1 && subjects.size() == entry.subjects().size();
            return new AuditEntry(
                    entry.at(),
                    entry.requestId(),
                    entry.actor(),
                    entry.action(),
                    entry.decision(),
                    subjects,
                    whole ? entry.reason() : null,
                    whole ? entry.detail() : null,
                    entry.context());
        }

        private boolean isVisible(AuditEntry.Subject subject) {
            try {
                byte[] key = subject.target().getBytes(StandardCharsets.UTF_8);
                return issuers.contains(EventCodec.decodeKey(key).issuer());
            } catch (MalformedEventException e) {
                return false;
            }
        }
    }

    /** An entry and where it stands. */
    record Placed(long offset, AuditRecord.Entry entry) {}

    /**
     * Some entries.
     *
     * @param last the offset after which to go on; null when the end was reached
     */
    record Page(List<Placed> entries, @Nullable Long last) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What was found.
     *
     * @param complete whether the log was read to the end that it had at first
     */
    record Verification(boolean complete, ChainReport report) {}

    /** Entries as they come. For one thread. */
    interface Following extends AutoCloseable {
        /** Waits for the next entry that passes; empty when none came in time. */
        Optional<Placed> next(Duration patience) throws AuditUnavailableException, InterruptedException;

        /** Frees the connection. */
        @Override
        void close();
    }
}
