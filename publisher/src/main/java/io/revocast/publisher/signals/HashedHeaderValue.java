package io.revocast.publisher.signals;

import io.revocast.event.internal.Sha256;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;

/** A fixed header value that is known by its SHA-256 only. Immutable; its text shows nothing. */
public final class HashedHeaderValue {
    private static final String PREFIX = "sha256:";

    private final byte[] hash;

    private HashedHeaderValue(byte[] hash) {
        this.hash = hash;
    }

    /**
     * Reads the hash.
     *
     * @param text {@code sha256:} and 64 hexadecimal digits
     * @throws IllegalArgumentException with the rule that it breaks
     */
    public static HashedHeaderValue ofHash(String text) {
        if (!text.matches("sha256:[0-9A-Fa-f]{64}")) {
            throw new IllegalArgumentException("must read sha256:<64 hex digits>, the SHA-256 of the header's value");
        }
        return new HashedHeaderValue(
                HexFormat.of().parseHex(text.substring(PREFIX.length()).toLowerCase(Locale.ROOT)));
    }

    /** Whether this is it. Takes as long for a value that is nearly right. */
    boolean matches(String value) {
        return MessageDigest.isEqual(hash, new Sha256().add(value).bytes());
    }

    @Override
    public String toString() {
        return "HashedHeaderValue";
    }
}
