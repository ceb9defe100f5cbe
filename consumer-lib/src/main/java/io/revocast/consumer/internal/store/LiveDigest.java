package io.revocast.consumer.internal.store;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.event.internal.InstanceReport.Digest;
import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A sum over the keys, the ends and the cut-offs of the live entries. Two lists with the same entries have the same sum,
 * whatever the order in which they read them. Used by the replay thread alone.
 *
 * <p>The sum covers what expires at or after the next full hour. Entries are added up by the hour in which they expire,
 * so that expiry costs nothing: an hour that comes is subtracted as a whole.
 *
 * <p>After another log was read, the list may hold entries that the log does not have. There is no digest until the last
 * of them has expired.
 */
public final class LiveDigest {
    private static final long SECONDS_PER_HOUR = TimeUnit.HOURS.toSeconds(1);
    /** Another way to compute the sum gets another version. */
    private static final long VERSION = 1;

    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;
    private static final long MORE = 0xD1B54A32D192ED03L;

    /** The same on every machine. */
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final ExpiryClock clock;
    private final long settings;
    private final TreeMap<Long, Hour> hours = new TreeMap<>();
    private byte[] key = {};
    private long fromHour = Long.MIN_VALUE;
    private long total;
    private boolean readingAnotherLog;
    /** Entries that expire before this hour may be missing in the log. */
    private long doubtfulBeforeHour = Long.MIN_VALUE;

    /** What the entries add that expire in one hour. */
    private static final class Hour {
        private long sum;
        private long entries;
    }

    /**
     * @param clock by which the entries expire
     */
    public LiveDigest(ExpiryClock clock, ListSettings settings) {
        this.clock = clock;
        this.settings = hash(settings);
    }

    /** Hashes what decides which entries a list has after a log. An entry limit that is reached shows as a state. */
    private static long hash(ListSettings settings) {
        ListSettings.Policy policy = settings.policy();
        long hash = mix(VERSION, policy.longestTokenLifetime().toSeconds());
        hash = mix(hash, policy.margin().toSeconds());
        return mix(hash, settings.keepOrigins() ? 1 : 0);
    }

    /** Learns the key of the record that is applied next. */
    void applying(byte @Nullable [] recordKey) {
        if (recordKey != null) {
            key = recordKey;
        }
    }

    /** Learns what the record changed: the entry of its target before and after, null where there is none. */
    void changed(@Nullable Entry before, @Nullable Entry after) {
        long hash = hash(key);
        if (before != null) {
            long hour = hourOf(before);
            if (after != null && hour < doubtfulBeforeHour) {
                // What joined an entry that the log may not have is as doubtful.
                doubtfulBeforeHour = Math.max(doubtfulBeforeHour, hourOf(after) + 1);
            }
            add(hour, -contribution(hash, before), -1);
        }
        if (after != null) {
            add(hourOf(after), contribution(hash, after), 1);
        }
    }

    private static long hourOf(Entry entry) {
        return Math.floorDiv(entry.expiresAt(), SECONDS_PER_HOUR);
    }

    private void add(long hour, long contribution, int entries) {
        if (hour < fromHour) {
            return;
        }
        Hour sum = hours.computeIfAbsent(hour, unused -> new Hour());
        sum.sum += contribution;
        sum.entries += entries;
        if (sum.entries == 0) {
            hours.remove(hour);
        }
        total += contribution;
    }

    /** Another log is read, while entries of the last one are held. */
    void anotherLog() {
        readingAnotherLog = true;
    }

    /** The log was read to its end. */
    void caughtUp() {
        if (readingAnotherLog) {
            readingAnotherLog = false;
            doubtfulBeforeHour = hours.isEmpty() ? fromHour : hours.lastKey() + 1;
        }
    }

    /** Returns the digest at this moment; null while it would not be that of the log. */
    @Nullable
    public Digest digest() {
        long reading = clock.epochSecond();
        if (reading <= 0) {
            // The broker's time is not known yet.
            return null;
        }
        long next = Math.floorDiv(reading, SECONDS_PER_HOUR) + 1;
        fromHour = Math.max(fromHour, next);
        while (!hours.isEmpty() && hours.firstKey() < fromHour) {
            total -= hours.pollFirstEntry().getValue().sum;
        }
        return readingAnotherLog || fromHour < doubtfulBeforeHour
                ? null
                : new Digest(Instant.ofEpochSecond(fromHour * SECONDS_PER_HOUR), total, settings);
    }

    private static long contribution(long hash, Entry entry) {
        long mixed = mix(hash, entry.expiresAt());
        mixed = mix(mixed, entry.issuedBefore());
        return mix(mixed, entry.authenticatedBefore());
    }

    private static long hash(byte[] bytes) {
        long hash = bytes.length;
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            hash = mix(hash, (long) WORD.get(bytes, at));
        }
        long rest = 0;
        for (; at < bytes.length; at++) {
            rest = rest << Byte.SIZE | (bytes[at] & 0xff);
        }
        return mix(hash, rest);
    }

    /** Combines a hash with further 64 bits. The finalizer is that of SplitMix64. */
    private static long mix(long hash, long more) {
        long z = (hash ^ (more * MORE)) + MULTIPLIER;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
