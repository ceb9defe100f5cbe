package io.revocast.consumer;

/** The evidence that counts as proof that a list has read everything. */
public enum Freshness {
    /**
     * The leader of every partition reported the end of the log, and everything up to it is applied. The default. One
     * case is not covered: a reader that is cut off together with a replaced leader that still answers it.
     */
    PROBE,
    /**
     * As {@link #PROBE}, and a publisher has appended a heartbeat to every partition within {@code maxStaleness}. A
     * replaced leader cannot commit a heartbeat, so this covers the missing case, as far as the clocks of publishers
     * and readers agree. The price: when all publishers are silent, every reader becomes stale.
     */
    HEARTBEAT
}
