package io.revocast.spring.kafka;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslOptions;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns an SSL bundle of Spring Boot into the properties of a Kafka client, with its certificates and its key as PEM. It
 * reads the bundle once: a bundle that is reloaded takes effect with the next start.
 */
final class SslBundleProperties {
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private SslBundleProperties() {}

    /**
     * Returns the properties.
     *
     * @throws IllegalArgumentException when the bundle has no certificate and no key, or a key that cannot be exported
     */
    static Map<String, Object> of(SslBundle bundle) {
        Map<String, Object> properties = new HashMap<>();
        try {
            addTrust(bundle.getStores().getTrustStore(), properties);
            addKey(bundle, properties);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the SSL bundle cannot be read: " + e.getMessage(), e);
        }
        if (properties.isEmpty()) {
            throw new IllegalArgumentException(
                    "the SSL bundle must have a certificate in its trust store or a key in its"
                            + " key store; set truststore.certificate of the bundle, for example");
        }
        properties.put("ssl.protocol", bundle.getProtocol());
        addOptions(bundle.getOptions(), properties);
        return properties;
    }

    private static void addTrust(@Nullable KeyStore store, Map<String, Object> properties)
            throws GeneralSecurityException {
        if (store == null) {
            return;
        }
        StringBuilder certificates = new StringBuilder();
        for (String alias : Collections.list(store.aliases())) {
            Certificate certificate = store.getCertificate(alias);
            if (certificate != null) {
                certificates.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
        }
        properties.put("ssl.truststore.type", "PEM");
        properties.put("ssl.truststore.certificates", certificates.toString());
    }

    private static void addKey(SslBundle bundle, Map<String, Object> properties) throws GeneralSecurityException {
        KeyStore store = bundle.getStores().getKeyStore();
        String alias = store == null ? null : alias(store, bundle.getKey().getAlias());
        if (store == null || alias == null) {
            return;
        }
        Key key = store.getKey(alias, password(bundle));
        byte[] encoded = key == null ? null : key.getEncoded();
        if (encoded == null) {
            throw new IllegalArgumentException("the key \"" + alias + "\" of the SSL bundle must be a private key that"
                    + " can be exported; set revocast.kafka.properties.ssl.* instead");
        }
        StringBuilder chain = new StringBuilder();
        for (Certificate certificate : store.getCertificateChain(alias)) {
            chain.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        properties.put("ssl.keystore.type", "PEM");
        properties.put("ssl.keystore.key", pem("PRIVATE KEY", encoded));
        properties.put("ssl.keystore.certificate.chain", chain.toString());
    }

    private static @Nullable String alias(KeyStore store, @Nullable String wanted) throws GeneralSecurityException {
        if (wanted != null) {
            return wanted;
        }
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return alias;
            }
        }
        return null;
    }

    /** A key without a password of its own has that of the store, as in a key manager. */
    private static char @Nullable [] password(SslBundle bundle) {
        String password = bundle.getKey().getPassword();
        if (password == null) {
            password = bundle.getStores().getKeyStorePassword();
        }
        return password == null ? null : password.toCharArray();
    }

    private static void addOptions(SslOptions options, Map<String, Object> properties) {
        add("ssl.enabled.protocols", options.getEnabledProtocols(), properties);
        add("ssl.cipher.suites", options.getCiphers(), properties);
    }

    private static void add(String name, String @Nullable [] values, Map<String, Object> properties) {
        if (values != null && values.length > 0) {
            properties.put(name, String.join(",", values));
        }
    }

    private static String pem(String label, byte[] content) {
        return "-----BEGIN " + label + "-----\n"
                + new String(BASE64.encode(content), StandardCharsets.US_ASCII)
                + "\n-----END " + label + "-----\n";
    }
}
