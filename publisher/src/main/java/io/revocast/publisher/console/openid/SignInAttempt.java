package io.revocast.publisher.console.openid;

import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What ties a sign-in at a provider to the browser that began it. All of it comes from the browser's cookie and a key that
 * only this process has, so that the publisher stores nothing for users who have not signed in.
 *
 * @param state returned by the provider (RFC 6749 section 10.12)
 * @param nonce returned in the ID token
 * @param verifier of the authorization code (RFC 7636)
 */
record SignInAttempt(State state, Nonce nonce, CodeVerifier verifier) {
    private static final String ALGORITHM = "HmacSHA256";

    /** Derives it. The cookie names the provider, so that a code of one is not sent to another. */
    static SignInAttempt of(String cookie, SecretKeySpec key) {
        return new SignInAttempt(
                new State(derived("state", cookie, key)),
                new Nonce(derived("nonce", cookie, key)),
                new CodeVerifier(derived("verifier", cookie, key)));
    }

    private static String derived(String purpose, String cookie, SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] code = mac.doFinal((purpose + "~" + cookie).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(code);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    static SecretKeySpec key(byte[] random) {
        return new SecretKeySpec(random, ALGORITHM);
    }

    /** Leaves everything out. */
    @Override
    public String toString() {
        return "SignInAttempt";
    }
}
