package io.revocast.event.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.UUID;

/** One SHA-256 over texts and ids, which it takes as UTF-8 and as 16 bytes. Not thread-safe. */
public final class Sha256 {
    private static final int UUID_BYTES = 16;
    private static final byte SEPARATOR = (byte) 0xff;

    private final MessageDigest digest;

    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public Sha256 add(byte[] bytes) {
        digest.update(bytes);
        return this;
    }

    public Sha256 add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    public Sha256 add(UUID id) {
        return add(ByteBuffer.allocate(UUID_BYTES)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    /** Adds a byte that no text has, so that two texts do not have the hash of their concatenation. */
    public Sha256 separate() {
        digest.update(SEPARATOR);
        return this;
    }

    /** Adds a text and {@link #separate}. */
    public Sha256 addPart(String text) {
        return add(text).separate();
    }

    /** Returns the 32 bytes of the hash. Call it once. */
    public byte[] bytes() {
        return digest.digest();
    }

    /** Returns the hash in base64url without padding. Call it once. */
    public String base64Url() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes());
    }
}
