package io.revocast.publisher.audit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where decisions are read again. Implementations are thread-safe, and hold nothing between calls. */
public interface AuditTrail {
    /** Offset before the first one. */
    long BEGINNING = -1;

    /**
     * Returns the entries after an offset that pass, oldest first; within about 15 seconds.
     *
     * @param after {@link #BEGINNING}, or the offset of a record that was seen
     * @param limit the most entries
     */
    Page read(long after, int limit, Filter filter) throws TrailUnavailableException, InterruptedException;

    /**
     * Starts to follow the log.
     *
     * @param after as for {@link #read}; null for what is not there yet
     */
    Following follow(@Nullable Long after, Filter filter) throws TrailUnavailableException, InterruptedException;

    /** Verifies the chains of the whole log, for as long as it may take. */
    Verification verify(Duration limit) throws TrailUnavailableException, InterruptedException;

    /**
     * Which entries pass.
     *
     * @param actor null for anyone's
     * @param action null for any
     * @param decision null for any
     */
    record Filter(
            @Nullable String actor,
            AuditEntry.@Nullable Action action,
            AuditEntry.@Nullable Decision decision) {
        /** Lets everything pass. */
        public static final Filter NONE = new Filter(null, null, null);

        /** Whether an entry passes. */
        public boolean passes(AuditEntry entry) {
            return (actor == null || actor.equals(entry.actor()))
                    && (action == null || action == entry.action())
                    && (decision == null || decision == entry.decision());
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
        Optional<Placed> next(Duration patience) throws TrailUnavailableException, InterruptedException;

        /** Frees the connection. */
        @Override
        void close();
    }
}
