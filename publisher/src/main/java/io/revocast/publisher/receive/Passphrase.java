package io.revocast.publisher.receive;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** A fixed header value that is known by its SHA-256 only. Immutable; its text shows nothing. */
public final class Passphrase {
    private static final String PREFIX = "sha256:";

    private final byte[] hash;

    private Passphrase(byte[] hash) {
        this.hash = hash;
    }

    /**
     * Reads the hash.
     *
     * @param text {@code sha256:} and 64 hexadecimal digits
     * @throws IllegalArgumentException with the rule that it breaks
     */
    public static Passphrase ofHash(String text) {
        if (!text.matches("sha256:[0-9A-Fa-f]{64}")) {
            throw new IllegalArgumentException("must read sha256:<64 hex digits>, the SHA-256 of the header's value");
        }
        return new Passphrase(
                HexFormat.of().parseHex(text.substring(PREFIX.length()).toLowerCase(Locale.ROOT)));
    }

    /** Whether this is it. Takes as long for a value that is nearly right. */
    boolean matches(String value) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(hash, digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Passphrase";
    }
}
