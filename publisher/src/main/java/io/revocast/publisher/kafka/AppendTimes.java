package io.revocast.publisher.kafka;

import java.time.Instant;

/** Learns when brokers appended records, by their own clocks. Implementations are thread-safe. */
@FunctionalInterface
interface AppendTimes {
    /** Learns nothing. */
    AppendTimes NONE = (partition, appended, sentNanos, confirmedNanos) -> {};

    /**
     * Learns of one record.
     *
     * @param partition whose leader appended it
     * @param appended by the broker's clock
     * @param sentNanos monotonic time before the record was sent
     * @param confirmedNanos monotonic time after the confirmation arrived
     */
    void appended(int partition, Instant appended, long sentNanos, long confirmedNanos);
}
