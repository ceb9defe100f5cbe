package io.revocast.consumer.internal.replay;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Freshness;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.ListenerDispatcher;
import io.revocast.consumer.internal.status.ReplayProgress;
import io.revocast.consumer.internal.store.Entry;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.consumer.internal.store.LiveDigest;
import io.revocast.consumer.internal.store.Notes;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A writer with its store and without a replay thread: a test applies one record after another. */
final class ApplyStep {
    static final String TOPIC_ID = "topic-1";

    final CounterSet counters = new CounterSet();
    final LiveDigest digest;
    final RevocationStore store;
    final StoreWriter writer;
    private final ListSettings settings;
    private final ExpiryClock expiry;

    ApplyStep(Clock clock, LongSupplier nanoTime, boolean keepOrigins) {
        settings = new ListSettings(
                new ListSettings.Source("t", Map.of("bootstrap.servers", "127.0.0.1:1")),
                new ListSettings.Policy(
                        Duration.ofSeconds(30),
                        Freshness.HEARTBEAT,
                        FailurePolicy.DENY,
                        Duration.ofHours(24),
                        Long.MAX_VALUE,
                        Duration.ofSeconds(10)),
                new ListSettings.Time(clock, nanoTime),
                List.of(new RevocationListener() {}),
                keepOrigins);
        ReplayProgress progress = new ReplayProgress(settings);
        ListLog log = new ListLog(settings, progress, counters);
        expiry = new ExpiryClock(settings.time());
        digest = new LiveDigest(expiry, settings);
        store = new RevocationStore(expiry, Long.MAX_VALUE, TopicSettings.DEFAULT_MARGIN, digest, new Notes(0));
        writer = new StoreWriter(
                settings, store, expiry, new ListenerDispatcher(settings, progress, counters, log), counters, log);
    }

    static ConsumerRecord<byte[], byte[]> record(
            int partition,
            long offset,
            long timestamp,
            TimestampType type,
            byte @Nullable [] key,
            byte @Nullable [] value) {
        return new ConsumerRecord<>(
                "t", partition, offset, timestamp, type, 0, 0, key, value, new RecordHeaders(), Optional.empty());
    }

    /** As the replay thread does it with a batch of one record. */
    void apply(ConsumerRecord<byte[], byte[]> record) {
        writer.brokerReached(record);
        writer.apply(record, TOPIC_ID, true);
        writer.advanceExpiry();
    }

    /** The end of what is known of a target, in seconds since 1970; 0 when nothing is. */
    long revokedUntil(Target target) {
        Entry entry = store.find(target);
        return entry == null ? 0 : entry.expiresAt();
    }

    long expirySecond() {
        return expiry.epochSecond();
    }

    static byte[] key(Target target) {
        return EventCodec.encodeKey(target);
    }
}
