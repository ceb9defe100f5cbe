package io.revocast.consumer;

import io.revocast.event.EventCodec;
import io.revocast.event.Heartbeat;
import io.revocast.event.MalformedEventException;
import io.revocast.event.Origin;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The only writer to the store: applies records, and frees what has expired. Used by the replay thread alone.
 *
 * <p>Whatever a record holds, {@link #apply} returns: the position always advances. A record whose application throws is
 * counted, named by its offset, and treated like an unreadable one.
 *
 * <p>Only a reinstatement removes anything. A null value means nothing. Under a readable key an unreadable value counts
 * as a revocation for as long as any token of today can live, because compaction may have removed the good record that
 * stood before it. An unreadable key names nothing; it is counted and reported.
 */
final class StoreWriter {
    private final RevocationStore store;
    private final ExpiryClock expiryClock;
    private final ListenerDispatcher listeners;
    private final Counters counters;
    private final Heartbeats heartbeats;
    private final Quarantine quarantine = new Quarantine();
    private final PlainEvent plain = new PlainEvent();
    private final CommonTexts texts = new CommonTexts();
    private final FirstRecords firsts = new FirstRecords();
    private final PartitionOrder order = new PartitionOrder();
    private final HeldEntries held = new HeldEntries();
    private final Duration longestTokenLifetime;
    private final boolean keepOrigins;
    private final Clock clock;
    private boolean overflowed;
    private boolean caughtUp;
    private @Nullable Scope plainScope;
    private final ListLog log;
    private final WarningLimit warnings;

    StoreWriter(
            ListSettings settings,
            RevocationStore store,
            ExpiryClock expiryClock,
            ListenerDispatcher listeners,
            Counters counters,
            ListLog log) {
        this.store = store;
        this.expiryClock = expiryClock;
        this.listeners = listeners;
        this.counters = counters;
        this.heartbeats = new Heartbeats(settings.time());
        this.longestTokenLifetime = settings.policy().longestTokenLifetime();
        this.keepOrigins = settings.keepOrigins();
        this.clock = settings.time().clock();
        this.log = log;
        this.warnings = new WarningLimit(settings.time().nanoTime());
    }

    /**
     * Applies a record.
     *
     * @param announce whether listeners hear of it; not during the first replay
     */
    void apply(ConsumerRecord<byte[], byte[]> record, String topicId, boolean announce) {
        try {
            applyReadable(record, topicId, announce);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // No message: it may quote the record.
            warn(
                    "failed",
                    record,
                    "the record could not be applied: " + e.getClass().getName());
            log.debug("applying a record failed", e);
            counters.count("events.failed");
            applyFailed(record, topicId, announce);
        }
    }

    /** Fails closed: a target that can be read is revoked for as long as any token of today can live. */
    private void applyFailed(ConsumerRecord<byte[], byte[]> record, String topicId, boolean announce) {
        try {
            if (EventCodec.isHeartbeat(record.key(), record.partition())) {
                return;
            }
            Revocation assumed = assumed(EventCodec.decodeKey(record.key()), appendedAt(record));
            LongAdder applied = counters.named("events.applied.unreadable");
            revoke(applied, assumed, null, record, receipt(record, topicId), announce);
        } catch (MalformedEventException | RuntimeException | StackOverflowError | AssertionError e) {
            quarantine.add(receipt(record, topicId));
        }
    }

    private void applyReadable(ConsumerRecord<byte[], byte[]> record, String topicId, boolean announce) {
        if (EventCodec.isHeartbeat(record.key(), record.partition())) {
            hear(record, announce);
            return;
        }
        if (applyPlain(record, topicId, announce)) {
            return;
        }
        Receipt receipt = receipt(record, topicId);
        Target target;
        try {
            target = EventCodec.decodeKey(record.key());
        } catch (MalformedEventException e) {
            quarantine.add(receipt);
            ignored(e.reason().wireName(), record, e.getMessage());
            return;
        }
        if (order.isTakenBack(target, record.partition(), record.offset())) {
            counters.count("events.ignored.superseded");
            return;
        }
        if (record.value() == null) {
            ignored("tombstone", record, "the value is null, which removes nothing");
            tellIfOverwritten(store.overwrite(target, receipt, isHome(record)), announce);
            return;
        }
        try {
            RevocationEvent event = EventCodec.decodeValue(target, record.value());
            if (event instanceof RevocationEvent.Revoked revoked) {
                revoke(counters.appliedRevoke, revoked.revocation(), revoked.origin(), record, receipt, announce);
            } else if (event instanceof RevocationEvent.Reinstated reinstated) {
                reinstate(reinstated, record, receipt, announce);
            }
            firsts.requests().add(keepOrigins ? event.request() : null, receipt, record.timestamp());
        } catch (MalformedEventException e) {
            Revocation assumed = assumed(target, appendedAt(record));
            warn(
                    e.reason().wireName(),
                    record,
                    "unreadable value under a readable key, which is revoked until " + assumed.expiresAt() + ": "
                            + e.getMessage());
            revoke(counters.named("events.applied.unreadable"), assumed, null, record, receipt, announce);
        }
    }

    private boolean isHome(ConsumerRecord<byte[], byte[]> record) {
        return order.isHome(record.key(), record.partition());
    }

    private void hear(ConsumerRecord<byte[], byte[]> record, boolean live) {
        try {
            Heartbeat heartbeat = EventCodec.decodeHeartbeat(record.partition(), record.value());
            if (!Heartbeats.isPlausible(heartbeat)) {
                ignored("implausible_time", record, "the heartbeat's at must lie between 1970 and 9999");
                return;
            }
            heartbeats.heard(heartbeat, record.timestamp(), live);
            counters.count("events.heartbeats");
        } catch (MalformedEventException e) {
            ignored(e.reason().wireName(), record, e.getMessage());
        }
    }

    private static Receipt receipt(ConsumerRecord<byte[], byte[]> record, String topicId) {
        return new Receipt(topicId, record.partition(), record.offset());
    }

    /** Applies the kind of record that almost all are; returns whether it was one. */
    private boolean applyPlain(ConsumerRecord<byte[], byte[]> record, String topicId, boolean announce) {
        if (record.key() == null || record.value() == null || !plain.read(record.key(), record.value())) {
            return false;
        }
        if (order.hasTakenBack()
                && order.isTakenBack(plain.revocation().target(), record.partition(), record.offset())) {
            counters.count("events.ignored.superseded");
            return true;
        }
        if (keepOrigins) {
            Receipt receipt = receipt(record, topicId);
            revoke(counters.appliedRevoke, plain.revocation(), plain.origin(), record, receipt, announce);
            firsts.requests().add(plain.request(), receipt, record.timestamp());
            return true;
        }
        Scope scope = plainScope;
        if (scope == null || !scope.isEnlisted() || !scope.issuer().equals(plain.issuer())) {
            scope = store.tokensOf(plain.issuer());
            plainScope = scope;
        }
        RevocationStore.Effect effect = store.revokeToken(scope, plain.id(), plain.expiresAt());
        count(counters.appliedRevoke, effect);
        if (held.isReadingAgain()) {
            held.applied(effect, plain.revocation().target());
        }
        if (announce && isNews(effect)) {
            Revocation revocation = plain.revocation();
            listeners.tell(listener -> listener.onRevoked(revocation));
        }
        return true;
    }

    private void revoke(
            LongAdder applied,
            Revocation revocation,
            @Nullable Origin origin,
            ConsumerRecord<byte[], byte[]> record,
            Receipt receipt,
            boolean announce) {
        Target target = revocation.target();
        RevocationStore.Effect effect = store.revoke(
                revocation, keepOrigins ? new Provenance(target, origin, receipt, isHome(record), texts) : null);
        count(applied, effect);
        if (announce && isNews(effect)) {
            listeners.tell(listener -> listener.onRevoked(revocation));
        }
        held.applied(effect, target);
        if (keepOrigins) {
            firsts.add(receipt, origin != null && effect == RevocationStore.Effect.MADE_LIVE ? origin.id() : null);
            Entry changed = switch (effect) {
                case NO_ROOM -> null;
                case MADE_LIVE -> isHome(record) ? null : store.find(target);
                case UNCHANGED, EXTENDED -> store.find(target);
                // It stands where what is live for longer stood.
                case EXPIRED -> store.overwrite(target, receipt, isHome(record));
            };
            tellIfOverwritten(changed, announce);
        }
    }

    private static boolean isNews(RevocationStore.Effect effect) {
        return effect == RevocationStore.Effect.MADE_LIVE || effect == RevocationStore.Effect.EXTENDED;
    }

    private void count(LongAdder applied, RevocationStore.Effect effect) {
        switch (effect) {
            case EXPIRED -> counters.count("events.ignored.expired");
            case UNCHANGED, MADE_LIVE, EXTENDED -> applied.increment();
            case NO_ROOM -> {
                overflowed = true;
                counters.count("events.dropped.over_limit");
            }
        }
    }

    private void tellIfOverwritten(@Nullable Entry entry, boolean announce) {
        // While it is read again, a later record may still tell it; the publisher looks through all of them afterwards.
        if (announce && caughtUp && keepOrigins && entry != null) {
            LiveRevocation live = entry.live();
            if (live.overwritten()) {
                listeners.tell(listener -> listener.onOverwritten(live));
            }
        }
    }

    /** Only a list that keeps origins sees a revocation made during its reinstatement, and appends it again. */
    private void reinstate(
            RevocationEvent.Reinstated event,
            ConsumerRecord<byte[], byte[]> record,
            Receipt receipt,
            boolean announce) {
        Target target = event.target();
        if (!isHome(record)) {
            ignored("misplaced", record, "partitions were added, and the key of this reinstatement moved to another");
            if (keepOrigins) {
                order.displace(event, receipt);
            }
            return;
        }
        order.takeBack(event, record.partition());
        if (store.isUnseen(event, receipt) || held.outlive(target)) {
            counters.count("events.ignored.superseded");
            tellIfOverwritten(store.overwrite(target, receipt, true), announce);
            return;
        }
        counters.count("events.applied.reinstate");
        if (store.reinstate(target) && announce) {
            listeners.tell(listener -> listener.onReinstated(target));
        }
    }

    /**
     * When the broker appended a record, as far as it can be believed. A producer's time can be any, and a record
     * without a time is as young as can be.
     */
    private Instant appendedAt(ConsumerRecord<byte[], byte[]> record) {
        boolean brokers = record.timestampType() != TimestampType.CREATE_TIME;
        return brokers && expiryClock.isPlausible(record.timestamp())
                ? Instant.ofEpochMilli(record.timestamp())
                : clock.instant();
    }

    /** What an unreadable value is taken for: every token of the target that exists by now. */
    private Revocation assumed(Target target, Instant appendedAt) {
        Instant second = Instant.ofEpochSecond(appendedAt.getEpochSecond());
        return new Revocation(
                target,
                second.plusSeconds(longestTokenLifetime.toSeconds() + 1),
                target.kind().needsCutOff() ? second : null);
    }

    private void ignored(String reason, ConsumerRecord<byte[], byte[]> record, @Nullable String rule) {
        counters.count("events.ignored." + reason);
        warn(reason, record, "record ignored: " + rule);
    }

    /** Writes at most one warning a second for each reason: who floods the topic must not flood the log too. */
    private void warn(String reason, ConsumerRecord<byte[], byte[]> record, String what) {
        Supplier<String> text =
                () -> "partition " + record.partition() + " offset " + record.offset() + " (" + reason + "): " + what;
        if (warnings.permits(reason)) {
            log.warn(text.get());
        } else {
            log.debug(text);
        }
    }

    /** Forgets nothing, but where it came from: the log that is read from now on is another one. */
    void anotherLog(int partitions) {
        caughtUp = false;
        held.begin(store.size() > 0);
        order.restart(partitions);
        store.overwriteAll();
    }

    /** Learns that the log has been read to its end. */
    void caughtUp() {
        caughtUp = true;
        held.end();
    }

    /**
     * The reinstatements that count nowhere, because their keys moved to other partitions, although nothing was recorded
     * after them. Any thread may call it.
     */
    Stream<PartitionOrder.Displaced> displaced() {
        return order.displaced().filter(store::isLast);
    }

    /** The partition to which a target's key hashes. Any thread may call it. */
    int home(Target target) {
        return order.home(EventCodec.encodeKey(target));
    }

    Quarantine quarantine() {
        return quarantine;
    }

    FirstRecords firsts() {
        return firsts;
    }

    /** An operator had records left out. */
    void skipped(long records) {
        counters.count("events.skipped", records);
    }

    Heartbeats heartbeats() {
        return heartbeats;
    }

    /** Whether a revocation was left out, because there were {@code maxEntries} already, since this was last asked. */
    boolean takeOverflow() {
        boolean now = overflowed;
        overflowed = false;
        return now;
    }

    /** Learns how many records the log holds, before the first of them is read. */
    void expect(long records) {
        store.expect(records);
    }

    /** Whether enough has expired to read what was left out. */
    boolean hasRoom() {
        return store.hasRoom();
    }

    /** Learns from the newest record of a batch, before it is applied, how far the broker's clock is at least. */
    void brokerReached(ConsumerRecord<byte[], byte[]> newest) {
        expiryClock.brokerReached(newest.timestamp() < 0 ? clock.millis() : newest.timestamp());
        expiryClock.advance();
    }

    /** Learns how far the broker's clock is at least. */
    void brokerReached(Instant newestAppend) {
        expiryClock.brokerReached(newestAppend.toEpochMilli());
        expiryClock.advance();
    }

    /** Lets the time pass that entries expire by, and frees those that did. Called between polls. */
    void letTimePass() {
        expiryClock.advance();
        store.tend();
        store.removeExpired();
    }
}
