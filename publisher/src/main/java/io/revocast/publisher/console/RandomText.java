package io.revocast.publisher.console;

import java.security.SecureRandom;
import java.util.Base64;

/** Texts that cannot be guessed. */
final class RandomText {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    /** Returns 256 random bits in base64url. */
    static String next() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
