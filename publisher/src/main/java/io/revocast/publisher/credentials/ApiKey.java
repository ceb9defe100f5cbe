package io.revocast.publisher.credentials;

import io.revocast.event.internal.Sha256;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The stored form of a caller's credential: its hash, and what it permits. The key itself is shown once, by
 * {@link #generate}. A hash without salt serves because keys are random and 256 bits long. While a key is being
 * replaced, the hashes of the old and the new one stand side by side. Immutable.
 */
public final class ApiKey {
    private static final String HASH_PREFIX = "sha256:";
    private static final int HASH_BYTES = 32;
    private static final String EXAMPLE = "sha256:<64 hex digits> token,claim read";

    private final Caller caller;
    private final List<byte[]> hashes;

    private ApiKey(Caller caller, List<byte[]> hashes) {
        this.caller = caller;
        this.hashes = List.copyOf(hashes);
    }

    /**
     * Reads a key's configuration line: {@code sha256:<hex>[,sha256:<hex>] <kinds, or *> [word ...]}.
     *
     * @throws IllegalArgumentException with the rule that the line breaks; never with any part of a hash
     */
    public static ApiKey parse(String name, String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 2 || !words[0].startsWith(HASH_PREFIX)) {
            throw new IllegalArgumentException("must read like " + EXAMPLE);
        }
        List<byte[]> hashes = new ArrayList<>();
        for (String hash : words[0].split(",", -1)) {
            hashes.add(hash(hash));
        }
        Grant grant = Grant.parse(List.of(words).subList(1, words.length));
        return new ApiKey(grant.caller(name), hashes);
    }

    private static byte[] hash(String text) {
        byte[] hash;
        try {
            if (!text.startsWith(HASH_PREFIX)) {
                throw new IllegalArgumentException("must read like " + EXAMPLE);
            }
            hash = HexFormat.of().parseHex(text.substring(HASH_PREFIX.length()).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must read like " + EXAMPLE + ": the hash is not hexadecimal", e);
        }
        if (hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("must read like " + EXAMPLE + ": the hash must have 64 digits");
        }
        return hash;
    }

    /** Returns a new random key: {@code rvk_} and 256 bits in base64url. */
    public static String generate() {
        byte[] random = new byte[HASH_BYTES];
        new SecureRandom().nextBytes(random);
        return "rvk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /**
     * Returns the configuration line of a key.
     *
     * @param words kinds and what follows them, as {@link #parse} reads them
     * @throws IllegalArgumentException with the rule that the words break
     */
    public static String line(String key, String words) {
        Grant.parse(List.of(words.strip().split("\\s+", -1)));
        return hashOf(key) + " " + words.strip();
    }

    /** Returns the hash of a key as its configuration line has it. */
    public static String hashOf(String key) {
        return HASH_PREFIX + HexFormat.of().formatHex(sha256(key));
    }

    Caller caller() {
        return caller;
    }

    /** Compares in a time that does not depend on the key. */
    boolean matches(byte[] sha256) {
        boolean matches = false;
        for (byte[] hash : hashes) {
            matches |= MessageDigest.isEqual(hash, sha256);
        }
        return matches;
    }

    static byte[] sha256(String key) {
        return new Sha256().add(key).bytes();
    }

    /** Shows the name and what it permits. */
    @Override
    public String toString() {
        return "ApiKey[" + caller + "]";
    }
}
