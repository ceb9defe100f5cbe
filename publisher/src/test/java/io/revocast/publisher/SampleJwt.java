package io.revocast.publisher;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** Tokens that a user pastes into the console. Their signature is none. */
final class SampleJwt {
    private SampleJwt() {}

    static String of(String claims) {
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        return base64.encodeToString("{\"alg\":\"RS256\",\"kid\":\"k1\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2lnbmF0dXJlLW9mLXRoZS10b2tlbg";
    }

    static String claims(String jti, String sub) {
        long now = Instant.now().getEpochSecond();
        return "{\"iss\":\"" + OpenConsole.ISSUER + "\",\"jti\":\"" + jti + "\",\"sub\":\"" + sub + "\",\"iat\":"
                + (now - 10) + ",\"exp\":" + (now + 600) + "}";
    }
}
