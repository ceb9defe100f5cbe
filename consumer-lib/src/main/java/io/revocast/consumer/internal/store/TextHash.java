package io.revocast.consumer.internal.store;

/** Keyed hashes of text, over its UTF-16 code units, four at a time. Allocates nothing. */
final class TextHash {
    private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

    private TextHash() {}

    /**
     * Returns a hash that is fast to compute: one 128-bit product per eight characters. An attacker who chooses texts
     * and measures times may find collisions; the hash only decides where to look.
     */
    static long quick(long seed, String text) {
        return quick(seed, text, 0, text.length());
    }

    /**
     * Returns the quick hash of a part of a text, which is that of a text of the same characters.
     *
     * @param from the first character
     * @param to the first character that does not count any more
     */
    static long quick(long seed, String text, int from, int to) {
        long hash = seed;
        int at = from;
        for (int end = to - 8; at <= end; at += 8) {
            hash = product(hash ^ four(text, at), MULTIPLIER ^ four(text, at + 4));
        }
        long block = 0;
        if (at <= to - 4) {
            block = four(text, at);
            at += 4;
        }
        // The rest fills 48 bits at most.
        return product(hash ^ block, MULTIPLIER ^ rest(text, at, to) ^ (long) (to - from) << 48);
    }

    private static long product(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }

    /**
     * Returns SipHash-2-4: without the key an attacker cannot find two texts with one hash.
     *
     * @see <a href="https://www.aumasson.jp/siphash/siphash.pdf">Aumasson and Bernstein, SipHash: a fast short-input
     *     PRF</a>
     */
    static long sip(long key0, long key1, String text) {
        long v0 = key0 ^ 0x736f6d6570736575L;
        long v1 = key1 ^ 0x646f72616e646f6dL;
        long v2 = key0 ^ 0x6c7967656e657261L;
        long v3 = key1 ^ 0x7465646279746573L;
        int whole = text.length() / 4;
        for (int i = 0; i <= whole + 1; i++) {
            boolean last = i > whole;
            long block = 0;
            if (last) {
                v2 ^= 0xff;
            } else {
                block = i < whole ? four(text, 4 * i) : rest(text, 4 * i, text.length()) | (2L * text.length()) << 56;
            }
            v3 ^= block;
            for (int round = last ? 4 : 2; round > 0; round--) {
                v0 += v1;
                v2 += v3;
                v1 = Long.rotateLeft(v1, 13) ^ v0;
                v3 = Long.rotateLeft(v3, 16) ^ v2;
                v0 = Long.rotateLeft(v0, 32);
                v2 += v1;
                v0 += v3;
                v1 = Long.rotateLeft(v1, 17) ^ v2;
                v3 = Long.rotateLeft(v3, 21) ^ v0;
                v2 = Long.rotateLeft(v2, 32);
            }
            v0 ^= block;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long four(String text, int from) {
        return text.charAt(from)
                | (long) text.charAt(from + 1) << 16
                | (long) text.charAt(from + 2) << 32
                | (long) text.charAt(from + 3) << 48;
    }

    /** The characters that are too few for a block. */
    private static long rest(String text, int from, int to) {
        long block = 0;
        for (int i = to - 1; i >= from; i--) {
            block = block << 16 | text.charAt(i);
        }
        return block;
    }
}
