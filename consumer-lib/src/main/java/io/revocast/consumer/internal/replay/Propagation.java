package io.revocast.consumer.internal.replay;

import io.revocast.consumer.AppliedEvent;
import io.revocast.event.Receipt;
import io.revocast.event.internal.TraceParent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Measures how long events take from the broker's append to this list. Used by the replay thread alone.
 *
 * <p>Only records count that were appended after the list had read the log to its end. A replay reads older ones, and
 * their age says nothing about speed. Records that were appended during an outage count.
 */
final class Propagation {
    private final Clock clock;
    private @Nullable Instant caughtUpAt;

    Propagation(Clock clock) {
        this.clock = clock;
    }

    /** Learns that a replay from the beginning of the log starts. */
    void replaying() {
        caughtUpAt = null;
    }

    /** Learns that the log has been read to its end. */
    void caughtUp() {
        if (caughtUpAt == null) {
            // Records carry milliseconds.
            caughtUpAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        }
    }

    /**
     * Returns the event of a record that is applied now.
     *
     * @param clockSkew how far the clock of this machine is ahead of the broker's; null when unknown
     */
    AppliedEvent applied(ConsumerRecord<byte[], byte[]> record, Receipt receipt, @Nullable Duration clockSkew) {
        Instant now = clock.instant();
        return new AppliedEvent(receipt, now, propagation(record, now, clockSkew), traceParent(record));
    }

    private static @Nullable String traceParent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(TraceParent.NAME);
        return header == null ? null : TraceParent.valid(header.value());
    }

    private @Nullable Duration propagation(
            ConsumerRecord<byte[], byte[]> record, Instant now, @Nullable Duration clockSkew) {
        Instant since = caughtUpAt;
        // A time that a producer wrote says nothing about the broker.
        if (since == null || record.timestampType() != TimestampType.LOG_APPEND_TIME || record.timestamp() < 0) {
            return null;
        }
        Instant appended = Instant.ofEpochMilli(record.timestamp());
        Instant appendedByThisClock = clockSkew == null ? appended : appended.plus(clockSkew);
        if (appendedByThisClock.isBefore(since)) {
            return null;
        }
        Duration propagation = Duration.between(appended, now);
        return propagation.isNegative() ? Duration.ZERO : propagation;
    }
}
