package io.revocast.publisher.kafka;

/**
 * Where in the audit the entry of each recent request stands, by a 64-bit hash of the request: 16 bytes for each slot.
 *
 * <p>Two generations hold {@value #MOST} requests each, at most 32 MiB together. When the younger one is full it becomes
 * the older one, which is dropped. A hash may be another request's, so the caller compares what it reads. Thread-safe.
 */
final class OffsetIndex {
    static final int MOST = 1 << 19;

    private static final int FIRST_SLOTS = 1 << 10;

    private final int most;
    private Generation young = new Generation();
    private Generation old = new Generation();

    OffsetIndex() {
        this(MOST);
    }

    OffsetIndex(int most) {
        this.most = most;
    }

    /** What is known of a request. */
    enum Kind {
        /** Its granted entry. */
        GRANTED(0),
        /** Its confirmed entry. */
        CONFIRMED(1),
        /** That nothing was written. */
        FORGOTTEN(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }
    }

    /**
     * Adds an entry. A confirmed one replaces any other: it is of a repetition that had to append again. The first granted
     * one stays, and so does a confirmed one before any other.
     *
     * @param offset where it stands
     */
    synchronized void add(long hash, long offset, Kind kind) {
        long known = get(hash);
        boolean replaces = known == 0
                || kindOf(known) == Kind.FORGOTTEN
                || (kindOf(known) == Kind.GRANTED && kind != Kind.GRANTED)
                || kind == Kind.CONFIRMED;
        if (!replaces) {
            return;
        }
        if (young.size >= most) {
            old = young;
            young = new Generation();
        }
        young.put(hash, ((offset + 1) << 2) | kind.code);
    }

    /** Returns the offset of a request's entry; negative when there is none. */
    synchronized long find(long hash) {
        long known = get(hash);
        return known == 0 || kindOf(known) == Kind.FORGOTTEN ? -1 : (known >>> 2) - 1;
    }

    /** How many requests are known. */
    synchronized int size() {
        return young.size + old.size;
    }

    private long get(long hash) {
        long found = young.get(hash);
        return found == 0 ? old.get(hash) : found;
    }

    private static Kind kindOf(long value) {
        int code = (int) (value & 3);
        return code == Kind.GRANTED.code ? Kind.GRANTED : code == Kind.CONFIRMED.code ? Kind.CONFIRMED : Kind.FORGOTTEN;
    }

    /** An open-addressed table, at most two thirds full. The value 0 means that a slot is free. */
    private static final class Generation {
        private long[] slots = new long[2 * FIRST_SLOTS];
        private int size;

        long get(long hash) {
            for (int at = start(hash); slots[at + 1] != 0; at = next(at)) {
                if (slots[at] == hash) {
                    return slots[at + 1];
                }
            }
            return 0;
        }

        void put(long hash, long value) {
            if (3 * (size + 1) > slots.length) {
                grow();
            }
            int at = start(hash);
            while (slots[at + 1] != 0 && slots[at] != hash) {
                at = next(at);
            }
            size += slots[at + 1] == 0 ? 1 : 0;
            slots[at] = hash;
            slots[at + 1] = value;
        }

        private void grow() {
            long[] before = slots;
            slots = new long[2 * before.length];
            size = 0;
            for (int at = 0; at < before.length; at += 2) {
                if (before[at + 1] != 0) {
                    put(before[at], before[at + 1]);
                }
            }
        }

        private int start(long hash) {
            return (int) (hash & (slots.length / 2 - 1)) * 2;
        }

        private int next(int at) {
            return at + 2 == slots.length ? 0 : at + 2;
        }
    }
}
