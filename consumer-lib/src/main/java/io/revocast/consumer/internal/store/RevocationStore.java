package io.revocast.consumer.internal.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The live revocations, by fingerprint. Knows nothing of Kafka.
 *
 * <p>Only expiry and a reinstatement remove an entry. The cache has no size bound, because services would accept the
 * tokens of an evicted revocation again. The replay thread is the only writer; any thread may read. Reads bypass the
 * cache's recency bookkeeping, which an unbounded cache does not need.
 *
 * <p>An entry is its own key. Its scope and its bits in the filter are never removed before it.
 */
public final class RevocationStore {
    /** The initial table takes a small part of the heap at most: the number of live records is unknown at that time. */
    private static final long MOST_EXPECTED =
            Math.min(1L << 28, Runtime.getRuntime().maxMemory() / 64 / Integer.BYTES);

    /** Below the least size of the cache's buffer of pending work, so that it never fills. */
    private static final int PUTS_PER_MAINTENANCE = 64;

    /** After so many rounds of maintenance that removed nothing, nothing is left to remove. */
    private static final int IDLE_ROUNDS = 100;

    /** The replay goes on after so much time. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final ExpiryClock clock;
    private final long maxEntries;
    private final long marginSeconds;
    private final @Nullable LiveDigest digest;
    private final Notes notes;
    private final TargetScopes scopes = new TargetScopes();
    /** Separate filters: tokens are often millions, and the small filter of the other targets stays in the cache. */
    private final BloomFilter tokens = new BloomFilter(true);

    private final BloomFilter others = new BloomFilter(false);
    private volatile Cache<Fingerprint, Entry> entries;
    private volatile Policy<Fingerprint, Entry> quietly;
    private int putsSinceMaintenance;
    private long freedAtSecond;
    private boolean moreToFree;

    /** A store without a digest, which keeps no notes. */
    public RevocationStore(ExpiryClock clock, long maxEntries, Duration margin) {
        this(clock, maxEntries, margin, null, new Notes(0));
    }

    /**
     * @param digest learns of every change; null when the list does not report
     * @param notes receives the notes of what is live
     */
    public RevocationStore(
            ExpiryClock clock, long maxEntries, Duration margin, @Nullable LiveDigest digest, Notes notes) {
        this.clock = clock;
        this.digest = digest;
        this.notes = notes;
        this.maxEntries = maxEntries;
        this.marginSeconds = margin.toSeconds();
        this.entries = cacheFor(16);
        this.quietly = entries.policy();
    }

    public ExpiryClock clock() {
        return clock;
    }

    public Notes notes() {
        return notes;
    }

    private Cache<Fingerprint, Entry> cacheFor(int expected) {
        return Caffeine.newBuilder()
                .initialCapacity(expected)
                .ticker(clock)
                .executor(unused -> {
                    // Maintenance is the writer's: one round for many puts instead of one after each.
                })
                .expireAfter(new AtItsOwnTime())
                .build();
    }

    /** What applying a revocation did. */
    public enum Effect {
        /** Nothing: it was past its time already. */
        EXPIRED,
        /** Nothing new: what is known covers it. */
        UNCHANGED,
        /** Nothing was known of the target before. */
        MADE_LIVE,
        /** More tokens match than before, or for longer. */
        EXTENDED,
        /** It was left out: there are {@code maxEntries}. */
        NO_ROOM
    }

    /** Makes room for as many records as a log holds, while nothing is known yet. */
    public void expect(long records) {
        if (size() == 0) {
            long expected = Math.min(Math.min(records, maxEntries), MOST_EXPECTED);
            tokens.expect(expected);
            entries = cacheFor((int) expected);
            quietly = entries.policy();
        }
    }

    /** Merges a revocation into what is known of its target. The target has the note of its last event; null for none. */
    public Effect revoke(Revocation revocation, @Nullable Provenance provenance, @Nullable String note) {
        TargetScope scope = scopes.of(revocation.target());
        Fingerprint fingerprint = scope.fingerprint(revocation.target().value());
        return revoke(scope, Entry.of(fingerprint, revocation, provenance), note);
    }

    /** Merges the revocation of a token into what is known of it; {@code scope} is {@link #tokensOf} its issuer. */
    public Effect revokeToken(TargetScope scope, String id, long expiresAt, @Nullable String note) {
        return revoke(scope, Entry.of(scope.fingerprint(id), expiresAt, Entry.NO_CUT_OFF, null), note);
    }

    private Effect revoke(TargetScope scope, Entry entry, @Nullable String note) {
        if (dropAtNanos(entry) <= clock.read()) {
            return Effect.EXPIRED;
        }
        Entry known = find(entry);
        if (known == null && !hasRoomForOne()) {
            return Effect.NO_ROOM;
        }
        Entry merged = known == null ? entry : known.merge(entry);
        scopes.enlist(scope, merged.expiresAt());
        notes.put(entry, note);
        if (known == null) {
            filterOf(entry.isToken()).add(entry.quick());
            put(entry);
            changed(null, entry);
            return Effect.MADE_LIVE;
        }
        put(merged);
        if (merged.sameEffect(known)) {
            return Effect.UNCHANGED;
        }
        changed(known, merged);
        return Effect.EXTENDED;
    }

    private void changed(@Nullable Entry before, @Nullable Entry after) {
        if (digest != null) {
            digest.changed(before, after);
        }
    }

    /** Learns the key of the record that is applied next. */
    public void applying(byte @Nullable [] key) {
        if (digest != null) {
            digest.applying(key);
        }
    }

    /** Learns that the log has been read to its end. */
    public void caughtUp() {
        if (digest != null) {
            digest.caughtUp();
        }
    }

    private void put(Entry entry) {
        entries.put(entry, entry);
        putsSinceMaintenance++;
        if (putsSinceMaintenance >= PUTS_PER_MAINTENANCE) {
            maintain();
        }
    }

    private void maintain() {
        putsSinceMaintenance = 0;
        entries.cleanUp();
    }

    private boolean hasRoomForOne() {
        if (size() >= maxEntries) {
            removeExpired();
        }
        return size() < maxEntries;
    }

    /** Whether enough has expired to read what was left out. */
    public boolean hasRoom() {
        return size() < maxEntries - maxEntries / 10;
    }

    /**
     * Notes that the last record of a target says nothing; returns the live entry, or null when there is none.
     *
     * @param home whether that record stands in the partition to which the target's key hashes
     */
    @Nullable
    public Entry overwrite(Target target, Receipt by, boolean home) {
        Entry known = find(target);
        Provenance from = known == null ? null : known.provenance();
        if (known == null || from == null) {
            return null;
        }
        if (!home) {
            // What the home partition says still stands there, and what stands elsewhere is appended again anyway.
            return known;
        }
        Entry overwritten = known.from(from.continued(by, true, true));
        put(overwritten);
        return overwritten;
    }

    /**
     * Marks an entry as overwritten when its last record has another id than the first, because compaction would leave
     * that one. The author of such a record appends it again under the first id, unless it was killed in between. Returns
     * the live entry, or null when there is none. An unreadable record has no origin.
     */
    @Nullable
    public Entry checkId(Target target, @Nullable Origin last, Receipt by) {
        Entry known = find(target);
        return known == null || last == null || known.hasId(last.id()) ? known : overwrite(target, by, true);
    }

    /** Marks every entry as overwritten: the new log may not have it. Reading the new log clears the marks. */
    public void overwriteAll() {
        if (digest != null && size() > 0) {
            digest.anotherLog();
        }
        for (Entry known : entries.asMap().values()) {
            Provenance from = known.provenance();
            if (from != null) {
                put(known.from(from.lost()));
            }
        }
    }

    /** Removes what is known of a target. Returns whether there was anything. */
    public boolean reinstate(Target target) {
        Entry known = find(target);
        if (known == null || entries.asMap().remove(known) == null) {
            return false;
        }
        notes.put(known, null);
        changed(known, null);
        return true;
    }

    /** Whether something is known of a target that the author of a reinstatement, which stands there, had not read. */
    public boolean isUnseen(RevocationEvent.Reinstated event, Receipt by) {
        Entry known = find(event.target());
        Provenance from = known == null ? null : known.provenance();
        return from != null && from.isUnseen(event, by);
    }

    /**
     * Whether a reinstatement is the last record of its target, in the only partition that has records of it, and its
     * author had read those.
     */
    public boolean isLast(PartitionOrder.Displaced reinstatement) {
        Entry known = find(reinstatement.event().target());
        Provenance from = known == null ? null : known.provenance();
        return from != null && from.isLast(reinstatement);
    }

    /**
     * Learns of a reinstatement outside its home. It removes nothing, but when it is the last record, a later revocation
     * of the target has an id of its own.
     */
    public void displaced(PartitionOrder.Displaced reinstatement) {
        Entry known = find(reinstatement.event().target());
        Provenance from = known == null ? null : known.provenance();
        if (known != null && from != null && from.isLast(reinstatement)) {
            put(known.from(from.ended()));
        }
    }

    /** Returns the live entry of a target; null when there is none. */
    @Nullable
    public Entry find(Target target) {
        return find(scopes.of(target).fingerprint(target.value()));
    }

    private @Nullable Entry find(Fingerprint fingerprint) {
        return filterOf(fingerprint.isToken()).mightContain(fingerprint.quick())
                ? quietly.getIfPresentQuietly(fingerprint)
                : null;
    }

    /** Returns the live entry of the target that a text names in a scope; null when there is none. */
    @Nullable
    Entry find(TargetScope scope, String value) {
        long quick = scope.quick(value);
        // The filter rejects most values here, before the look-up allocates anything.
        return filterOf(scope.kind() == Target.Kind.TOKEN).mightContain(quick)
                ? quietly.getIfPresentQuietly(scope.fingerprint(quick, value))
                : null;
    }

    /** Returns the live entry of the target that a part of a text names in a scope; null when there is none. */
    @Nullable
    Entry find(TargetScope scope, String text, int from, int to) {
        long quick = scope.quick(text, from, to);
        return filterOf(scope.kind() == Target.Kind.TOKEN).mightContain(quick)
                ? quietly.getIfPresentQuietly(scope.fingerprint(quick, text.substring(from, to)))
                : null;
    }

    private BloomFilter filterOf(boolean ofTokens) {
        return ofTokens ? tokens : others;
    }

    /** Returns the live entry of an issuer's own scope; null when there is none. */
    @Nullable
    Entry findEverything(TargetScope scope) {
        return quietly.getIfPresentQuietly(scope.everything());
    }

    /** The scopes in which revocations of an issuer's tokens may live. */
    public IssuerScopes.View scopes(String issuer) {
        return scopes.of(issuer).view();
    }

    /** The scope of an issuer's tokens. */
    public TargetScope tokensOf(String issuer) {
        return scopes.ofTokens(issuer);
    }

    /** How many entries there are, with those whose time has just passed. */
    public long size() {
        return entries.estimatedSize();
    }

    /** The live entries, weakly consistent. */
    public Stream<Entry> entries() {
        return entries.asMap().values().stream();
    }

    /**
     * Frees the memory of what has expired: for a slice of time at once, and on with the next call when there is more.
     * Looks for what is new once a second. Called by the replay thread between polls.
     */
    public void removeExpired() {
        long second = clock.epochSecond();
        if (freedAtSecond == second && !moreToFree) {
            return;
        }
        freedAtSecond = second;
        long start = clock.nanoTime();
        // A round of maintenance removes a thousand at most, or only sorts them, which the size does not show.
        for (int idle = 0; idle < IDLE_ROUNDS; ) {
            long before = size();
            maintain();
            idle = size() < before ? 0 : idle + 1;
            moreToFree = clock.nanoTime() - start > SLICE_NANOS;
            if (moreToFree) {
                break;
            }
        }
        scopes.removeEnded(second - marginSeconds);
    }

    /** Rebuilds a slice of each filter that is too small. Called by the replay thread between polls. */
    public void rebuildFilterSlice() {
        tokens.rebuildFilterSlice(() -> entries.asMap().values().iterator());
        others.rebuildFilterSlice(() -> entries.asMap().values().iterator());
    }

    private long dropAtNanos(Entry entry) {
        // Saturates, so that a far year is late, not negative.
        return TimeUnit.SECONDS.toNanos(entry.expiresAt() + marginSeconds);
    }

    /** Expiry at an absolute time; {@code currentTime} is the ticker's, which is an {@link ExpiryClock}. */
    private final class AtItsOwnTime implements Expiry<Fingerprint, Entry> {
        @Override
        public long expireAfterCreate(Fingerprint key, Entry entry, long currentTime) {
            return dropAtNanos(entry) - currentTime;
        }

        @Override
        public long expireAfterUpdate(Fingerprint key, Entry entry, long currentTime, long currentDuration) {
            return dropAtNanos(entry) - currentTime;
        }

        @Override
        public long expireAfterRead(Fingerprint key, Entry entry, long currentTime, long currentDuration) {
            return currentDuration;
        }
    }
}
