package io.revocast.adapter;

import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.revocast.consumer.VerifiedClaims;
import io.revocast.consumer.VerifiedToken;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Signs any header and payload, as an issuer with an unusual library could. */
final class HmacTokens {
    static final String ISSUER = "https://issuer.example";
    static final SecretKey KEY =
            new SecretKeySpec("a secret of at least thirty-two bytes".getBytes(StandardCharsets.UTF_8), "HmacSHA256");

    private HmacTokens() {}

    /** Returns a token of {@link #ISSUER} without {@code kid}, with further members of the payload. */
    static String token(String members) {
        return token("{\"alg\":\"HS256\"}", members);
    }

    static String token(String header, String members) {
        return sign(
                header,
                "{\"iss\":\"" + ISSUER + "\",\"exp\":4000000000" + (members.isEmpty() ? "" : ",") + members + "}");
    }

    static String sign(String header, String payload) {
        String input = encode(header) + "." + encode(payload);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(KEY);
            return input
                    + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static DefaultJWTProcessor<SecurityContext> nimbus() {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector((header, context) -> List.of(KEY));
        return processor;
    }

    /** What a layer that authenticates with Nimbus has verified. */
    static VerifiedToken verified(String compact) {
        try {
            SignedJWT jwt = SignedJWT.parse(compact);
            JWTClaimsSet claims = nimbus().process(jwt, null);
            String input = jwt.getParsedParts()[0] + "." + jwt.getParsedParts()[1];
            return new VerifiedClaims(claims.getClaims(), jwt.getHeader().getKeyID(), input);
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
    }
}
