package io.revocast.publisher.service;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Spells compact tokens from raw JSON, so that tests can spell them wrong. */
public final class Tokens {
    public static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"k1\"}";

    private Tokens() {}

    public static String of(String claims) {
        return of(HEADER, claims);
    }

    public static String of(String header, String claims) {
        return encode(header.getBytes(StandardCharsets.UTF_8)) + "." + encode(claims.getBytes(StandardCharsets.UTF_8))
                + ".c2lnbmF0dXJl";
    }

    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
