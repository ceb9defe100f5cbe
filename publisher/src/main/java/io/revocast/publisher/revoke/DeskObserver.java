package io.revocast.publisher.revoke;

/** Learns what the desk did. Implementations are thread-safe, quick, and throw nothing. */
public interface DeskObserver {
    /** How a request ended. */
    enum Ending {
        /** The broker committed it, or there was nothing to do. */
        OK,
        /** The caller must change it, confirm it, or come back later. */
        REJECTED,
        /** Nothing was written. */
        UNAVAILABLE,
        /** It may have been written. */
        UNKNOWN
    }

    /**
     * Told when a request to revoke or to reinstate has ended.
     *
     * @param kind of the targets, {@code mixed} when there are several, {@code bulk} for the beginning of a list of any
     *     length, {@code reinstatement}
     * @param nanos from its arrival at the desk
     */
    void published(String kind, Ending ending, long nanos);

    /** Told when a request was turned away because it came too soon after others. */
    void throttled();
}
