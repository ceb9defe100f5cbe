package io.revocast.publisher.http;

import io.revocast.event.Target;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A caller's credential as it is kept: its hash, and what it permits. The key itself is shown once, by
 * {@link #generate}. A hash without salt serves because keys are random and 256 bits long. Immutable.
 */
public final class ApiKey {
    private static final String HASH_PREFIX = "sha256:";
    private static final String READ = "read";
    private static final int HASH_BYTES = 32;
    private static final String EXAMPLE = "sha256:<64 hex digits> token,claim read";

    private final Caller caller;
    private final byte[] hash;

    private ApiKey(Caller caller, byte[] hash) {
        this.caller = caller;
        this.hash = hash;
    }

    /**
     * Reads a key's configuration line: {@code sha256:<hex> <kinds, or *> [read]}.
     *
     * @throws IllegalArgumentException with the rule that the line breaks; never with any part of it
     */
    public static ApiKey parse(String name, String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length < 2 || words.length > 3 || !words[0].startsWith(HASH_PREFIX)) {
            throw new IllegalArgumentException("must read like " + EXAMPLE);
        }
        byte[] hash;
        try {
            hash = HexFormat.of()
                    .parseHex(words[0].substring(HASH_PREFIX.length()).toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must read like " + EXAMPLE + ": the hash is not hexadecimal", e);
        }
        if (hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("must read like " + EXAMPLE + ": the hash must have 64 digits");
        }
        if (words.length == 3 && !words[2].equals(READ)) {
            throw new IllegalArgumentException("must read like " + EXAMPLE + ": the third word can only be read");
        }
        return new ApiKey(new Caller(name, kinds(words[1]), words.length == 3), hash);
    }

    /** Reads kinds of target, separated by commas, or {@code *} for all. */
    public static Set<Target.Kind> kinds(String text) {
        if (text.equals("*")) {
            return EnumSet.allOf(Target.Kind.class);
        }
        Set<Target.Kind> kinds = EnumSet.noneOf(Target.Kind.class);
        for (String word : text.split(",", -1)) {
            kinds.add(Arrays.stream(Target.Kind.values())
                    .filter(kind -> kind.wireName().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "kinds must be token, claim, key, issuer, separated by commas without spaces, or *")));
        }
        return kinds;
    }

    /** Returns a new random key: {@code rvk_} and 256 bits in base64url. */
    public static String generate() {
        byte[] random = new byte[HASH_BYTES];
        new SecureRandom().nextBytes(random);
        return "rvk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** Returns the configuration line of a key. */
    public static String line(String key, Set<Target.Kind> kinds, boolean read) {
        String permitted = kinds.size() == Target.Kind.values().length
                ? "*"
                : kinds.stream().sorted().map(Target.Kind::wireName).collect(Collectors.joining(","));
        return HASH_PREFIX + HexFormat.of().formatHex(sha256(key)) + " " + permitted + (read ? " " + READ : "");
    }

    Caller caller() {
        return caller;
    }

    /** Compares in a time that does not depend on the key. */
    boolean matches(byte[] sha256) {
        return MessageDigest.isEqual(hash, sha256);
    }

    static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256, this one has not", e);
        }
    }

    /** Shows the name and what it permits. */
    @Override
    public String toString() {
        return "ApiKey[" + caller + "]";
    }
}
