package io.revocast.consumer.internal.store;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * A Bloom filter in front of the store. It rejects most absent fingerprints with one cache-line read and has no false
 * negatives.
 *
 * <p>A fingerprint sets three bits in each word of one pair of words. Bits are never cleared, because fingerprints
 * share them. When the filter holds more than it was sized for, the replay thread rebuilds it from the live entries,
 * one slice between two polls, for twice the number of entries. Only the replay thread changes the filter; any thread
 * may read it.
 *
 * @see <a href="https://doi.org/10.1145/362686.362692">Bloom, Space/time trade-offs in hash coding with allowable
 *     errors, 1970</a>
 */
final class BloomFilter {
    /** Three bytes for each fingerprint: about one in two thousand absent fingerprints passes. */
    private static final int BITS_EACH = 24;

    private static final long LEAST = 16_384;
    /** 384 MiB; beyond 128 million entries, more absent fingerprints pass. */
    private static final long MOST = 1L << 27;

    private static final int SLICE = 100_000;

    private final boolean ofTokens;
    private volatile Bits bits = new Bits(LEAST);
    private long live;
    private long added;
    private long counted;
    private @Nullable Bits successor;
    private Iterator<? extends Fingerprint> missingInSuccessor = Collections.emptyIterator();

    /** Makes one for the fingerprints of tokens, or for all others. */
    BloomFilter(boolean ofTokens) {
        this.ofTokens = ofTokens;
    }

    /** Makes room for as many as will be added. Called while nothing was. */
    void expect(long entries) {
        live = entries;
        bits = new Bits(entries);
    }

    boolean mightContain(long quick) {
        return bits.has(quick);
    }

    /** Adds a fingerprint, before it is put into the store. */
    void add(long quick) {
        added++;
        bits.set(quick);
        if (successor != null) {
            successor.set(quick);
        }
    }

    /**
     * Makes itself anew when it is due, by a slice of the work.
     *
     * @param all that is live, and not of its kind alone
     */
    void rebuildFilterSlice(Supplier<Iterator<? extends Fingerprint>> all) {
        if (successor == null && added > bits.room) {
            added = 0;
            counted = 0;
            successor = new Bits(2 * live);
            missingInSuccessor = all.get();
        }
        if (successor == null) {
            return;
        }
        for (int i = 0; i < SLICE && missingInSuccessor.hasNext(); i++) {
            Fingerprint next = missingInSuccessor.next();
            if (next.isToken() == ofTokens) {
                successor.set(next.quick());
                counted++;
            }
        }
        if (!missingInSuccessor.hasNext()) {
            bits = successor;
            successor = null;
            live = counted;
            added += counted;
        }
    }

    /** The words, which are as many for ever. */
    private static final class Bits {
        private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

        private final long[] words;
        private final long room;

        Bits(long entries) {
            room = Math.max(LEAST, entries);
            words = new long[(int) (Math.min(room, MOST) * BITS_EACH / 128 + 1) * 2];
        }

        boolean has(long quick) {
            int pair = pair(quick);
            long low = low(quick);
            long high = high(quick);
            return ((long) WORD.getOpaque(words, pair) & low) == low
                    && ((long) WORD.getOpaque(words, pair + 1) & high) == high;
        }

        void set(long quick) {
            int pair = pair(quick);
            WORD.setOpaque(words, pair, words[pair] | low(quick));
            WORD.setOpaque(words, pair + 1, words[pair + 1] | high(quick));
        }

        private int pair(long quick) {
            long pairs = words.length / 2;
            return 2 * (int) (((quick >>> 32) * pairs) >>> 32);
        }

        private static long low(long quick) {
            return 1L << quick | 1L << (quick >>> 6) | 1L << (quick >>> 12);
        }

        private static long high(long quick) {
            return 1L << (quick >>> 18) | 1L << (quick >>> 24) | 1L << (quick >>> 30);
        }
    }
}
