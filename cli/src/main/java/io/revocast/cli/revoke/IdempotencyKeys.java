package io.revocast.cli.revoke;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * The idempotency keys of the requests that one command sends for the parts of a file: the same part has the same key
 * whenever the command runs. Immutable.
 *
 * @param base distinguishes runs that must not share outcomes
 */
record IdempotencyKeys(UUID base) {
    /** For runs that share outcomes: what counts is the content alone. */
    static final IdempotencyKeys OF_CONTENT =
            new IdempotencyKeys(UUID.fromString("5cb7e26c-6f0a-8d1c-9a3e-2f6b1d0c7e44"));

    private static final int BYTES = 16;

    /** Returns the key of a part: a UUID of version 8 (RFC 9562 section 5.8) made from the SHA-256 of base and content. */
    UUID of(byte[] content) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(BYTES)
                    .putLong(base.getMostSignificantBits())
                    .putLong(base.getLeastSignificantBits())
                    .array());
            ByteBuffer hash = ByteBuffer.wrap(Arrays.copyOf(digest.digest(content), BYTES));
            long high = (hash.getLong() & ~0xF000L) | 0x8000L;
            long low = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
            return new UUID(high, low);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
