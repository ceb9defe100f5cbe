package io.revocast.publisher.append;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;

/**
 * Makes ids of version 7: 48 bits of Unix milliseconds, then 74 random bits. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9562#section-5.7">RFC 9562, section 5.7</a>
 */
public final class UuidV7 {
    private static final int COUNTER_BITS = 12;
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** The millisecond of the last id, and 12 bits that count within it. */
    private long last;

    /** Drawn for many ids at once: long lists need one for each line, and the source is slow to ask. */
    private final ByteBuffer drawn = ByteBuffer.allocate(1024).limit(0);

    public UuidV7(Clock clock) {
        this.clock = clock;
    }

    /** Returns an id that was never used before. Every id is greater than the one before it. */
    public UUID next() {
        long high;
        long low;
        synchronized (drawn) {
            if (!drawn.hasRemaining()) {
                random.nextBytes(drawn.array());
                drawn.clear();
            }
            high = drawn.getLong();
            low = drawn.getLong();
            // RFC 9562 section 6.2, method 1: a counter with a random beginning.
            last = Math.max(clock.millis() << COUNTER_BITS | high >>> 53, last + 1);
            high = last;
        }
        return new UUID(high >>> COUNTER_BITS << 16 | VERSION | (high & 0xfffL), VARIANT | low >>> 2);
    }
}
