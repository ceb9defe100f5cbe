package io.revocast.demo;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;

/** Keys made for a test. */
final class TestKeys {
    private TestKeys() {}

    static SigningKey newKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return SigningKey.of(generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
