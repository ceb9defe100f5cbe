package io.revocast.consumer;

/** What proves to a list that it misses nothing. */
public enum Freshness {
    /**
     * The leader of every partition answered where the log ends, and everything up to there is applied. The default. It
     * has one hole: a reader that is cut off together with a leader that was replaced, and that still answers it.
     */
    PROBE,
    /**
     * As {@link #PROBE}, and besides a heartbeat that a publisher appended to every partition within
     * {@code maxStaleness}. A leader that was replaced cannot commit one, so the hole is closed, as well as the clocks
     * of publishers and readers agree. The price: when every publisher is silent, every reader becomes stale.
     */
    HEARTBEAT
}
