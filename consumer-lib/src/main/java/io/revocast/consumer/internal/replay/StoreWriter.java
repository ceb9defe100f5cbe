package io.revocast.consumer.internal.replay;

import io.revocast.consumer.AppliedEvent;
import io.revocast.consumer.Counters;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.status.CounterSet;
import io.revocast.consumer.internal.status.ListLog;
import io.revocast.consumer.internal.status.ListenerDispatcher;
import io.revocast.consumer.internal.store.Entry;
import io.revocast.consumer.internal.store.ExpiryClock;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.consumer.internal.store.PartitionOrder;
import io.revocast.consumer.internal.store.Provenance;
import io.revocast.consumer.internal.store.RevocationStore;
import io.revocast.consumer.internal.store.TargetScope;
import io.revocast.consumer.internal.store.TextInterner;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * The only writer to the store: applies records, and frees what has expired. Used by the replay thread alone.
 *
 * <p>Whatever a record holds, {@link #apply} returns: the position always advances. A record whose application throws
 * is counted, named by its offset, and treated like an unreadable one.
 *
 * <p>Only a reinstatement removes anything. A null value means nothing. An unreadable value under a readable key counts
 * as a revocation for the longest token lifetime, because compaction may have removed the valid record before it. An
 * unreadable key names no target; it is counted and reported.
 */
public final class StoreWriter {
    private final RevocationStore store;
    private final ExpiryClock expiryClock;
    private final ListenerDispatcher listeners;
    private final CounterSet counters;
    private final Heartbeats heartbeats;
    private final Propagation propagation;
    private final Quarantine quarantine = new Quarantine();
    private final PlainEvent plain = new PlainEvent();
    private final TextInterner texts = new TextInterner();
    private final RecentFirstWrites firstWrites;
    private final PartitionOrder order = new PartitionOrder();
    private final HeldEntries held = new HeldEntries();
    private final AssumedRevocations assumed;
    private final boolean keepOrigins;
    private final Clock clock;
    private boolean overflowed;
    private boolean caughtUp;
    private @Nullable TargetScope plainScope;
    private final ListLog log;
    private final RecordWarnings warnings;

    public StoreWriter(
            ListSettings settings,
            RevocationStore store,
            ExpiryClock expiryClock,
            ListenerDispatcher listeners,
            CounterSet counters,
            ListLog log) {
        this.store = store;
        this.expiryClock = expiryClock;
        this.listeners = listeners;
        this.counters = counters;
        this.heartbeats = new Heartbeats(settings.time());
        this.propagation = new Propagation(settings.time().clock());
        this.assumed = new AssumedRevocations(settings, expiryClock);
        this.keepOrigins = settings.keepOrigins();
        this.firstWrites = new RecentFirstWrites(keepOrigins ? store : null);
        this.clock = settings.time().clock();
        this.log = log;
        this.warnings = new RecordWarnings(settings, counters, log);
    }

    /** Applies a record. Listeners learn of it when {@code announce} is true, so not during the first replay. */
    void apply(ConsumerRecord<byte[], byte[]> record, String topicId, boolean announce) {
        try {
            store.applying(record.key());
            applyReadable(record, topicId, announce);
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            // No message: it may quote the record.
            warnings.warn(
                    "failed",
                    record,
                    "the record could not be applied: " + e.getClass().getName());
            log.debug("applying a record failed", e);
            counters.count(Counters.EVENTS_FAILED);
            applyFailed(record, topicId, announce);
        }
    }

    /** Fails closed: a target that can be read is revoked for as long as any token of today can live. */
    private void applyFailed(ConsumerRecord<byte[], byte[]> record, String topicId, boolean announce) {
        try {
            if (EventCodec.isHeartbeat(record.key(), record.partition())) {
                return;
            }
            Revocation revocation = assumed.revocation(EventCodec.decodeKey(record.key()), record);
            LongAdder applied = counters.named(Counters.EVENTS_APPLIED_UNREADABLE);
            revoke(applied, revocation, null, record, receipt(record, topicId), announce);
        } catch (MalformedEventException | RuntimeException | StackOverflowError | AssertionError e) {
            quarantine.add(receipt(record, topicId));
        }
    }

    private void applyReadable(ConsumerRecord<byte[], byte[]> record, String topicId, boolean announce) {
        if (EventCodec.isHeartbeat(record.key(), record.partition())) {
            onHeartbeat(record, announce);
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
            warnings.ignored(e.reason().wireName(), record, e.getMessage());
            return;
        }
        if (order.isTakenBack(target, record.partition(), record.offset())) {
            counters.count(Counters.EVENTS_IGNORED_SUPERSEDED);
            return;
        }
        if (record.value() == null) {
            warnings.ignored("tombstone", record, "the value is null, which removes nothing");
            announceIfOverwritten(store.overwrite(target, receipt, isHome(record)), announce);
            return;
        }
        try {
            RevocationEvent event = EventCodec.decodeValue(target, record.value());
            if (event instanceof RevocationEvent.Revoked revoked) {
                RevocationStore.Effect effect = revoke(
                        counters.appliedRevoke, revoked.revocation(), revoked.origin(), record, receipt, announce);
                firstWrites.requests().add(revoked, receipt, effect, record.timestamp());
            } else if (event instanceof RevocationEvent.Reinstated reinstated) {
                firstWrites.requests().add(reinstated, receipt, record.timestamp());
                reinstate(reinstated, record, receipt, announce);
            }
        } catch (MalformedEventException e) {
            Revocation revocation = assumed.revocation(target, record);
            warnings.warn(
                    e.reason().wireName(),
                    record,
                    "unreadable value under a readable key, which is revoked until " + revocation.expiresAt() + ": "
                            + e.getMessage());
            revoke(counters.named(Counters.EVENTS_APPLIED_UNREADABLE), revocation, null, record, receipt, announce);
        }
    }

    private boolean isHome(ConsumerRecord<byte[], byte[]> record) {
        return order.isHome(record.key(), record.partition());
    }

    private void onHeartbeat(ConsumerRecord<byte[], byte[]> record, boolean live) {
        try {
            Heartbeat heartbeat = EventCodec.decodeHeartbeat(record.partition(), record.value());
            if (!Heartbeats.isPlausible(heartbeat)) {
                warnings.ignored("implausible_time", record, "the heartbeat's at must lie between 1970 and 9999");
                return;
            }
            heartbeats.heard(heartbeat, record.timestamp(), live);
            counters.count(Counters.EVENTS_HEARTBEATS);
        } catch (MalformedEventException e) {
            warnings.ignored(e.reason().wireName(), record, e.getMessage());
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
            counters.count(Counters.EVENTS_IGNORED_SUPERSEDED);
            return true;
        }
        if (keepOrigins) {
            Receipt receipt = receipt(record, topicId);
            RevocationStore.Effect effect =
                    revoke(counters.appliedRevoke, plain.revocation(), plain.origin(), record, receipt, announce);
            RevocationEvent.Revoked event =
                    new RevocationEvent.Revoked(plain.revocation(), plain.origin(), plain.request());
            firstWrites.requests().add(event, receipt, effect, record.timestamp());
            return true;
        }
        TargetScope scope = plainScope;
        if (scope == null || !scope.isEnlisted() || !scope.issuer().equals(plain.issuer())) {
            scope = store.tokensOf(plain.issuer());
            plainScope = scope;
        }
        var effect = store.revokeToken(scope, plain.id(), plain.expiresAt(), plain.note(store.notes()));
        count(counters.appliedRevoke, effect);
        if (held.isReadingAgain()) {
            held.applied(effect, plain.revocation().target());
        }
        if (announce && isNews(effect)) {
            Revocation revocation = plain.revocation();
            AppliedEvent event = appliedEvent(record, receipt(record, topicId));
            listeners.enqueue(listener -> listener.onRevoked(revocation, event));
        }
        return true;
    }

    private RevocationStore.Effect revoke(
            LongAdder applied,
            Revocation revocation,
            @Nullable Origin origin,
            ConsumerRecord<byte[], byte[]> record,
            Receipt receipt,
            boolean announce) {
        Target target = revocation.target();
        RevocationStore.Effect effect = store.revoke(
                revocation,
                keepOrigins ? new Provenance(target, origin, receipt, isHome(record), texts) : null,
                origin == null ? null : origin.note());
        count(applied, effect);
        if (announce && isNews(effect)) {
            AppliedEvent event = appliedEvent(record, receipt);
            listeners.enqueue(listener -> listener.onRevoked(revocation, event));
        }
        held.applied(effect, target);
        if (keepOrigins) {
            firstWrites.add(receipt, origin == null ? null : origin.id(), effect);
            Entry changed = switch (effect) {
                case NO_ROOM -> null;
                case MADE_LIVE -> isHome(record) ? null : store.find(target);
                case UNCHANGED, EXTENDED -> caughtUp ? store.find(target) : store.checkId(target, origin, receipt);
                // The expired event replaced the record of a longer-lived revocation.
                case EXPIRED -> store.overwrite(target, receipt, isHome(record));
            };
            announceIfOverwritten(changed, announce);
        }
        return effect;
    }

    private AppliedEvent appliedEvent(ConsumerRecord<byte[], byte[]> record, Receipt receipt) {
        return propagation.applied(record, receipt, heartbeats.clockSkew());
    }

    private static boolean isNews(RevocationStore.Effect effect) {
        return effect == RevocationStore.Effect.MADE_LIVE || effect == RevocationStore.Effect.EXTENDED;
    }

    private void count(LongAdder applied, RevocationStore.Effect effect) {
        switch (effect) {
            case EXPIRED -> counters.count(Counters.EVENTS_IGNORED_EXPIRED);
            case UNCHANGED, MADE_LIVE, EXTENDED -> applied.increment();
            case NO_ROOM -> {
                overflowed = true;
                counters.count(Counters.EVENTS_DROPPED_OVER_LIMIT);
            }
        }
    }

    private void announceIfOverwritten(@Nullable Entry entry, boolean announce) {
        // While the log is read again, a later record may carry it. The publisher examines all entries afterwards.
        if (announce && caughtUp && keepOrigins && entry != null) {
            LiveRevocation live = entry.live();
            if (live.overwritten()) {
                listeners.enqueue(listener -> {
                    if (listener instanceof OverwriteListener publisher) {
                        publisher.onOverwritten(live);
                    }
                });
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
            warnings.ignored(
                    "misplaced", record, "partitions were added, and the key of this reinstatement moved to another");
            if (keepOrigins) {
                store.displaced(order.displace(event, receipt));
            }
            return;
        }
        order.takeBack(event, record.partition());
        if (store.isUnseen(event, receipt) || held.outlive(target)) {
            counters.count(Counters.EVENTS_IGNORED_SUPERSEDED);
            announceIfOverwritten(store.overwrite(target, receipt, true), announce);
            return;
        }
        counters.count(Counters.EVENTS_APPLIED_REINSTATE);
        if (store.reinstate(target) && announce) {
            listeners.enqueue(listener -> listener.onReinstated(target));
        }
    }

    /** Keeps the entries, and prepares to read another log: a re-created topic, or one with added partitions. */
    void onTopicReplaced(int partitions) {
        caughtUp = false;
        propagation.replaying();
        held.begin(store.size() > 0);
        order.restart(partitions);
        store.overwriteAll();
    }

    /** Learns that the log has been read to its end. */
    void caughtUp() {
        caughtUp = true;
        firstWrites.requests().caughtUp();
        store.caughtUp();
        propagation.caughtUp();
        held.end();
    }

    /**
     * The reinstatements that count nowhere, because their keys moved to other partitions, although nothing was
     * recorded after them. Any thread may call it.
     */
    public Stream<PartitionOrder.Displaced> displaced() {
        return order.displaced().filter(store::isLast);
    }

    /** The partition to which a target's key hashes. Any thread may call it. */
    public int home(Target target) {
        return order.home(EventCodec.encodeKey(target));
    }

    public Quarantine quarantine() {
        return quarantine;
    }

    public RecentFirstWrites firstWrites() {
        return firstWrites;
    }

    /** Counts records that an operator left out. */
    void skipped(long records) {
        counters.count(Counters.EVENTS_SKIPPED, records);
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

    /** Advances the clock of the entries, and frees those that have expired. Called between polls. */
    void advanceExpiry() {
        expiryClock.advance();
        store.rebuildFilterSlice();
        store.removeExpired();
    }
}
