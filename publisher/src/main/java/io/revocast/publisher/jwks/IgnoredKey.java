package io.revocast.publisher.jwks;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A key of a JWK Set that cannot be read. Immutable.
 *
 * @param keyId its {@code kid}; null when that is absent or not a text
 * @param description of the key and of what is wrong with it, for the log
 */
record IgnoredKey(@Nullable String keyId, String description) {
    private static final int LONGEST = 200;

    static IgnoredKey of(@Nullable Object member, Exception reason) {
        if (!(member instanceof Map<?, ?> key)) {
            return new IgnoredKey(null, printable("a member that is not an object: " + reason.getMessage()));
        }
        String named = Stream.of("kid", "kty", "crv", "alg", "use")
                .filter(key::containsKey)
                .map(name -> name + " " + key.get(name))
                .collect(Collectors.joining(", "));
        return new IgnoredKey(
                key.get("kid") instanceof String kid ? kid : null, printable(named + ": " + reason.getMessage()));
    }

    /** Whether a token with this {@code kid} may be signed with it; without one on either side, it may. */
    boolean mayBe(@Nullable String tokenKeyId) {
        return keyId == null || tokenKeyId == null || keyId.equals(tokenKeyId);
    }

    /** One line, and not a long one: the set's author chose the text. */
    private static String printable(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
