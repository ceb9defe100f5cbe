package io.revocast.consumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.TopicSettings;
import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The live revocations, by record key. Knows nothing of Kafka.
 *
 * <p>Entries leave when their time has passed or by a reinstatement, and for no other reason: the cache has no size
 * bound, because an evicted revocation is a token brought back to life. The replay thread is the only writer; any
 * thread may read. Reads go around the cache's recency bookkeeping, which nothing here needs.
 */
final class RevocationStore {
    private static final String[] NO_NAMES = {};

    private final ExpiryClock clock;
    private final Cache<String, Entry> entries;
    private final Policy<String, Entry> quietly;
    private final AtomicLong liveTokens = new AtomicLong();
    private final AtomicLong liveClaims = new AtomicLong();
    private final AtomicLong liveKeys = new AtomicLong();
    private final AtomicLong liveIssuers = new AtomicLong();
    private final Map<String, Long> liveByClaimName = new TreeMap<>();
    private volatile String[] claimNames = NO_NAMES;

    RevocationStore(ExpiryClock clock) {
        this.clock = clock;
        entries = Caffeine.newBuilder()
                .ticker(clock)
                .executor(Runnable::run)
                .expireAfter(new AtItsOwnTime())
                .removalListener(this::onRemoval)
                .build();
        quietly = entries.policy();
    }

    /** What applying a revocation did. */
    enum Effect {
        /** Nothing: it was past its time already. */
        EXPIRED,
        /** Nothing new: what is known covers it. */
        UNCHANGED,
        /** More tokens match than before, or for longer. */
        REVOKED
    }

    /** Merges a revocation into what is known of its target. */
    Effect revoke(Entry entry) {
        if (dropAtNanos(entry) <= clock.read()) {
            return Effect.EXPIRED;
        }
        String key = entry.target().key();
        Entry known = find(key);
        Entry merged = known == null ? entry : known.merge(entry);
        if (known == null) {
            // Counted first: a check that sees the entry must already be looking for its kind.
            count(entry.target(), 1);
        }
        entries.put(key, merged);
        return known != null && merged.sameEffect(known) ? Effect.UNCHANGED : Effect.REVOKED;
    }

    /** Notes that the last record of a target says nothing; returns the live entry, or null when there is none. */
    @Nullable
    Entry overwrite(Target target, Receipt by) {
        String key = target.key();
        Entry known = find(key);
        if (known == null || known.provenance() == null) {
            return null;
        }
        Entry overwritten = known.from(new Entry.Provenance(known.provenance().origin(), by, true));
        entries.put(key, overwritten);
        return overwritten;
    }

    /** Notes that the log may no longer tell what is live; what it does tell is noted as it is read again. */
    void overwriteAll() {
        for (Entry known : entries.asMap().values()) {
            Entry.Provenance provenance = known.provenance();
            if (provenance != null) {
                entries.put(
                        known.target().key(),
                        known.from(new Entry.Provenance(provenance.origin(), provenance.receipt(), true)));
            }
        }
    }

    /** Removes what is known of a target. Returns whether there was anything. */
    boolean reinstate(Target target) {
        boolean known = entries.asMap().remove(target.key()) != null;
        if (known) {
            count(target, -1);
        }
        return known;
    }

    /** Returns the live entry of a record key; null when there is none. */
    @Nullable
    Entry find(String key) {
        return quietly.getIfPresentQuietly(key);
    }

    /** Whether any entry of a kind is live, so that a check need not look for the others. */
    boolean has(Target.Kind kind) {
        return live(kind).get() > 0;
    }

    private AtomicLong live(Target.Kind kind) {
        return switch (kind) {
            case TOKEN -> liveTokens;
            case CLAIM -> liveClaims;
            case KEY -> liveKeys;
            case ISSUER -> liveIssuers;
        };
    }

    /** The names of the claims that live revocations look at. The caller must not change the array. */
    String[] claimNames() {
        return claimNames;
    }

    /** How many entries there are, with those whose time has just passed. */
    long size() {
        return entries.estimatedSize();
    }

    /** The live entries, weakly consistent. */
    Stream<Entry> entries() {
        return entries.asMap().values().stream();
    }

    /** Frees the memory of entries whose time has passed. Called by the replay thread. */
    void removeExpired() {
        entries.cleanUp();
    }

    private void onRemoval(@Nullable String key, @Nullable Entry entry, RemovalCause cause) {
        if (entry != null && cause.wasEvicted()) {
            count(entry.target(), -1);
        }
    }

    private void count(Target target, int change) {
        live(target.kind()).addAndGet(change);
        if (target instanceof Target.Claim claim) {
            synchronized (liveByClaimName) {
                long live = liveByClaimName.merge(claim.name(), (long) change, Long::sum);
                if (live == 0) {
                    liveByClaimName.remove(claim.name());
                }
                if (live == 0 || (live == 1 && change > 0)) {
                    claimNames = liveByClaimName.keySet().toArray(NO_NAMES);
                }
            }
        }
    }

    private static long dropAtNanos(Entry entry) {
        // Saturates, so that a far year is late, not negative.
        return TimeUnit.SECONDS.toNanos(entry.expiresAt() + TopicSettings.EXPIRY_MARGIN.toSeconds());
    }

    /** Expiry at an absolute time; {@code currentTime} is the ticker's, which is an {@link ExpiryClock}. */
    private static final class AtItsOwnTime implements Expiry<String, Entry> {
        @Override
        public long expireAfterCreate(String key, Entry entry, long currentTime) {
            return dropAtNanos(entry) - currentTime;
        }

        @Override
        public long expireAfterUpdate(String key, Entry entry, long currentTime, long currentDuration) {
            return dropAtNanos(entry) - currentTime;
        }

        @Override
        public long expireAfterRead(String key, Entry entry, long currentTime, long currentDuration) {
            return currentDuration;
        }
    }
}
