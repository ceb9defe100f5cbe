package io.revocast.publisher.service;

/** Receives how write requests end. Implementations are thread-safe, quick, and throw nothing. */
public interface ServiceObserver {
    /** Observes nothing. */
    ServiceObserver NONE = new ServiceObserver() {
        @Override
        public void published(String kind, Ending ending, long nanos) {}

        @Override
        public void throttled() {}
    };

    /** The nanoseconds of a clock that never goes back. */
    default long nanoTime() {
        return System.nanoTime();
    }

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
     * Receives the end of a request to revoke or to reinstate.
     *
     * @param kind of the targets, {@code mixed} when there are several, {@code bulk} for the beginning of a list of any
     *     length, {@code reinstatement}
     * @param nanos from its arrival at the service
     */
    void published(String kind, Ending ending, long nanos);

    /** Receives a refusal of a request that came too soon after others. */
    void throttled();
}
