package io.revocast.publisher.audit;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

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
    Page read(long after, int limit, AuditFilter filter) throws AuditUnavailableException, InterruptedException;

    /**
     * Returns the entries before an offset that pass, newest first; within about 15 seconds.
     *
     * @param before null for the end of the log
     * @param limit the most entries
     */
    Page readBack(@Nullable Long before, int limit, AuditFilter filter)
            throws AuditUnavailableException, InterruptedException;

    /**
     * Starts to follow the log.
     *
     * @param after as for {@link #read}; null for what is not there yet
     */
    Following follow(@Nullable Long after, AuditFilter filter) throws AuditUnavailableException, InterruptedException;

    /** Verifies the chains of the whole log, for as long as it may take. */
    Verification verify(Duration limit) throws AuditUnavailableException, InterruptedException;

    /** An entry and where it stands. */
    record Placed(long offset, AuditRecord.Entry entry) {}

    /**
     * Some entries.
     *
     * @param last the offset after which, or before which, to go on; null when the end, or the beginning, was reached
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
