package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** The revocations that unreadable values count as: every token of the target that existed at the append. */
final class AssumedRevocations {
    private final Duration longestTokenLifetime;
    private final ExpiryClock expiryClock;
    private final Clock clock;

    AssumedRevocations(ListSettings settings, ExpiryClock expiryClock) {
        this.longestTokenLifetime = settings.policy().longestTokenLifetime();
        this.expiryClock = expiryClock;
        this.clock = settings.time().clock();
    }

    /** Returns the revocation that an unreadable record of a target counts as. */
    Revocation revocation(Target target, ConsumerRecord<byte[], byte[]> record) {
        Instant second = Instant.ofEpochSecond(appendedAt(record).getEpochSecond());
        return new Revocation(
                target,
                second.plusSeconds(longestTokenLifetime.toSeconds() + 1),
                target.kind().needsCutOff() ? second : null);
    }

    /**
     * Returns when the broker appended a record. A producer's time proves nothing, so such a record counts as appended
     * now, and so does a record without a plausible time.
     */
    private Instant appendedAt(ConsumerRecord<byte[], byte[]> record) {
        boolean timeOfBroker = record.timestampType() != TimestampType.CREATE_TIME;
        return timeOfBroker && expiryClock.isPlausible(record.timestamp())
                ? Instant.ofEpochMilli(record.timestamp())
                : clock.instant();
    }
}
