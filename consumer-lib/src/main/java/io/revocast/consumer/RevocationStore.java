package io.revocast.consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The live revocations, by fingerprint. Knows nothing of Kafka.
 *
 * <p>Entries leave when their time has passed or by a reinstatement, and for no other reason: the cache has no size
 * bound, because an evicted revocation is a token brought back to life. The replay thread is the only writer; any
 * thread may read. Reads go around the cache's recency bookkeeping, which nothing here needs.
 *
 * <p>An entry is its own key. What precedes it is never removed before it: its scope, its bits in the filter.
 */
final class RevocationStore {
    /** No more than a small part of the heap for a table of which nobody knows yet how full it will be. */
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
    private final Scopes scopes = new Scopes();
    /** Apart, because tokens are millions as a rule, and what few others there are shall be near at hand. */
    private final MissFilter tokens = new MissFilter(true);

    private final MissFilter others = new MissFilter(false);
    private volatile Cache<Fingerprint, Entry> entries;
    private volatile Policy<Fingerprint, Entry> quietly;
    private int putsSinceMaintenance;
    private long freedAtSecond;
    private boolean moreToFree;

    RevocationStore(ExpiryClock clock, long maxEntries, Duration margin) {
        this.clock = clock;
        this.maxEntries = maxEntries;
        this.marginSeconds = margin.toSeconds();
        this.entries = cacheFor(16);
        this.quietly = entries.policy();
    }

    ExpiryClock clock() {
        return clock;
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
    enum Effect {
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
    void expect(long records) {
        if (size() == 0) {
            long expected = Math.min(Math.min(records, maxEntries), MOST_EXPECTED);
            tokens.expect(expected);
            entries = cacheFor((int) expected);
            quietly = entries.policy();
        }
    }

    /** Merges a revocation into what is known of its target. */
    Effect revoke(Revocation revocation, @Nullable Provenance provenance) {
        Scope scope = scopes.of(revocation.target());
        Fingerprint fingerprint = scope.fingerprint(Scope.valueOf(revocation.target()));
        return revoke(scope, Entry.of(fingerprint, revocation, provenance));
    }

    /** Merges the revocation of a token into what is known of it; {@code scope} is {@link #tokensOf} its issuer. */
    Effect revokeToken(Scope scope, String id, long expiresAt) {
        return revoke(scope, Entry.of(scope.fingerprint(id), expiresAt, Entry.NO_CUT_OFF, null));
    }

    private Effect revoke(Scope scope, Entry entry) {
        if (dropAtNanos(entry) <= clock.read()) {
            return Effect.EXPIRED;
        }
        Entry known = find(entry);
        if (known == null && !hasRoomForOne()) {
            return Effect.NO_ROOM;
        }
        Entry merged = known == null ? entry : known.merge(entry);
        scopes.enlist(scope, merged.expiresAt());
        if (known == null) {
            filterOf(entry.isToken()).add(entry.quick());
            put(entry);
            return Effect.MADE_LIVE;
        }
        put(merged);
        return merged.sameEffect(known) ? Effect.UNCHANGED : Effect.EXTENDED;
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
    boolean hasRoom() {
        return size() < maxEntries - maxEntries / 10;
    }

    /**
     * Notes that the last record of a target says nothing; returns the live entry, or null when there is none.
     *
     * @param home whether that record stands in the partition to which the target's key hashes
     */
    @Nullable
    Entry overwrite(Target target, Receipt by, boolean home) {
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

    /** Notes that the log may no longer tell what is live; what it does tell is noted as it is read again. */
    void overwriteAll() {
        for (Entry known : entries.asMap().values()) {
            Provenance from = known.provenance();
            if (from != null) {
                put(known.from(from.lost()));
            }
        }
    }

    /** Removes what is known of a target. Returns whether there was anything. */
    boolean reinstate(Target target) {
        Entry known = find(target);
        return known != null && entries.asMap().remove(known) != null;
    }

    /**
     * Whether something is known of a target that the author of a reinstatement had not read.
     *
     * @param by where the reinstatement stands
     */
    boolean isUnseen(RevocationEvent.Reinstated event, Receipt by) {
        Entry known = find(event.target());
        Provenance from = known == null ? null : known.provenance();
        return from != null && from.isUnseen(event, by);
    }

    /** Whether a reinstatement is the last record of its target, in the only partition that has records of it. */
    boolean isLast(PartitionOrder.Displaced reinstatement) {
        Entry known = find(reinstatement.event().target());
        Provenance from = known == null ? null : known.provenance();
        return from != null && from.isAllBefore(reinstatement.receipt());
    }

    /** Returns the live entry of a target; null when there is none. */
    @Nullable
    Entry find(Target target) {
        return find(scopes.of(target).fingerprint(Scope.valueOf(target)));
    }

    private @Nullable Entry find(Fingerprint fingerprint) {
        return filterOf(fingerprint.isToken()).mightContain(fingerprint.quick())
                ? quietly.getIfPresentQuietly(fingerprint)
                : null;
    }

    /** Returns the live entry of the target that a text names in a scope; null when there is none. */
    @Nullable
    Entry find(Scope scope, String value) {
        long quick = scope.quick(value);
        // Most are told apart here, before anything is made for the look-up.
        return filterOf(scope.kind() == Target.Kind.TOKEN).mightContain(quick)
                ? quietly.getIfPresentQuietly(scope.fingerprint(quick, value))
                : null;
    }

    /** Returns the live entry of the target that a part of a text names in a scope; null when there is none. */
    @Nullable
    Entry find(Scope scope, String text, int from, int to) {
        long quick = scope.quick(text, from, to);
        return filterOf(scope.kind() == Target.Kind.TOKEN).mightContain(quick)
                ? quietly.getIfPresentQuietly(scope.fingerprint(quick, text.substring(from, to)))
                : null;
    }

    private MissFilter filterOf(boolean ofTokens) {
        return ofTokens ? tokens : others;
    }

    /** Returns the live entry of an issuer's own scope; null when there is none. */
    @Nullable
    Entry findEverything(Scope scope) {
        return quietly.getIfPresentQuietly(scope.everything());
    }

    /** The scopes in which revocations of an issuer's tokens may live. */
    IssuerScopes.View scopes(String issuer) {
        return scopes.of(issuer).view();
    }

    /** The scope of an issuer's tokens. */
    Scope tokensOf(String issuer) {
        return scopes.ofTokens(issuer);
    }

    /** How many entries there are, with those whose time has just passed. */
    long size() {
        return entries.estimatedSize();
    }

    /** The live entries, weakly consistent. */
    Stream<Entry> entries() {
        return entries.asMap().values().stream();
    }

    /**
     * Frees the memory of what has expired: for a slice of time at once, and on with the next call when there is more.
     * Looks for what is new once a second. Called by the replay thread between polls.
     */
    void removeExpired() {
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

    /** Does a slice of what need not be done at once. Called by the replay thread between polls. */
    void tend() {
        tokens.tend(() -> entries.asMap().values().iterator());
        others.tend(() -> entries.asMap().values().iterator());
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
