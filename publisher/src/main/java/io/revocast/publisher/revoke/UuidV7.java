package io.revocast.publisher.revoke;

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
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    /** Drawn for many ids at once: long lists need one for each line, and the source is slow to ask. */
    private final ByteBuffer drawn = ByteBuffer.allocate(1024).limit(0);

    public UuidV7(Clock clock) {
        this.clock = clock;
    }

    /** Returns an id that nobody has had before. */
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
        }
        return new UUID(clock.millis() << 16 | VERSION | high >>> 52, VARIANT | low >>> 2);
    }
}
