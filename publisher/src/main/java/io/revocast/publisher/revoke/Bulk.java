package io.revocast.publisher.revoke;

/**
 * A list of revocations of any length that is being handed in, in bounded memory: adding waits while earlier entries
 * are being committed. A list that is
 * repeated with the same idempotency key has the same outcomes. Not thread-safe.
 */
public interface Bulk extends AutoCloseable {
    /** Told what became of each entry. */
    interface Results {
        /** The entry is committed, and written down. */
        void done(long line, RevocationResult result);

        /** The entry breaks a rule; nothing was written for it. */
        void refused(long line, RejectedException why);
    }

    /**
     * Hands in the next entry.
     *
     * @param line its place in the list, for the results
     * @throws UnavailableException when entries before it are not known to be done; the list ends here
     */
    void add(long line, RevocationRequest request) throws UnavailableException;

    /** Waits until all entries are done or refused. */
    void finish() throws UnavailableException;

    /** Lets go of what is not finished. Further calls do nothing. */
    @Override
    void close();
}
