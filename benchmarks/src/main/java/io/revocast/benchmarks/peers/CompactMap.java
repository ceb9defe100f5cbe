package io.revocast.benchmarks.peers;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;

import java.util.concurrent.ConcurrentHashMap;

/**
 * The yardstick: what the least that could do would cost. A raw drain into a {@link ConcurrentHashMap} of entries of two
 * longs and a time, parsed by one who knows that every key here ends in a UUID. Nothing expires, nothing else is
 * understood, nothing is checked.
 */
public final class CompactMap implements RevokedTokens {
    private static final byte[] EXPIRES_AT = {'"', 'e', 'x', 'p', '"', ':'};
    private static final int UUID_LENGTH = 36;

    private final ConcurrentHashMap<Entry, Entry> entries = new ConcurrentHashMap<>();

    private record Entry(long high, long low, int expiresAt) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Entry entry && entry.high == high && entry.low == low;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(high ^ low);
        }
    }

    @Override
    public void load(Arguments arguments) {
        Drain.read(arguments, Drain.TUNED, record -> {
            byte[] key = record.key();
            if (key.length > UUID_LENGTH + 2) {
                int from = key.length - UUID_LENGTH - 2;
                Entry entry = new Entry(hex(key, from, 19), hex(key, from + 19, 17), expiresAt(record.value()));
                entries.put(entry, entry);
            }
        });
    }

    private static long hex(byte[] text, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            if (text[i] != '-') {
                value = value << 4 | Character.digit(text[i], 16);
            }
        }
        return value;
    }

    private static int expiresAt(byte[] value) {
        int at = 0;
        while (!startsAt(value, at)) {
            at++;
        }
        int seconds = 0;
        for (at += EXPIRES_AT.length; value[at] >= '0' && value[at] <= '9'; at++) {
            seconds = 10 * seconds + value[at] - '0';
        }
        return seconds;
    }

    private static boolean startsAt(byte[] value, int at) {
        for (int i = 0; i < EXPIRES_AT.length; i++) {
            if (value[at + i] != EXPIRES_AT[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean contains(BenchToken token) {
        byte[] jti = token.jti().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        return entries.containsKey(new Entry(hex(jti, 0, 19), hex(jti, 19, 17), 0));
    }

    @Override
    public void close() {
        entries.clear();
    }
}
