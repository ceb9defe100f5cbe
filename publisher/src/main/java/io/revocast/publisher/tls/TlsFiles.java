package io.revocast.publisher.tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The PEM files of a listener's identity.
 *
 * @param certificate the listener's certificate, then the certificates of its issuers
 * @param key the private key of the first certificate
 * @param keyPassword a file with the password of the key; null when the key is not encrypted
 * @param clientAuthority the authorities whose certificates clients may show; null to ask for none
 * @param clientNeeded whether a client without a certificate is refused
 */
public record TlsFiles(
        Path certificate,
        Path key,
        @Nullable Path keyPassword,
        @Nullable Path clientAuthority,
        boolean clientNeeded) {
    /** The settings that name the files. */
    public static final String CERTIFICATE = "http.tls.certificate";

    public static final String KEY = "http.tls.key";
    public static final String KEY_PASSWORD = "http.tls.key-password-file";
    public static final String CLIENT_AUTHORITY = "http.tls.client-ca";

    static final String PASSWORD = "in memory only";

    /** Key stores that were read from the files and fit together. */
    record Stores(KeyStore identity, @Nullable KeyStore clients) {}

    /**
     * Checks that the files can be used.
     *
     * @throws IllegalArgumentException with setting, file and rule when they cannot
     */
    public TlsFiles {
        stores(certificate, key, keyPassword, clientAuthority);
    }

    /** The files of an identity whose key is not encrypted. Throws as the other constructor. */
    public TlsFiles(Path certificate, Path key, @Nullable Path clientAuthority, boolean clientNeeded) {
        this(certificate, key, null, clientAuthority, clientNeeded);
    }

    /** Reads the files as they are now. Throws as the constructor. */
    Stores read() {
        return stores(certificate, key, keyPassword, clientAuthority);
    }

    /** The files themselves. */
    List<Path> all() {
        return Stream.of(certificate, key, keyPassword, clientAuthority)
                .filter(Objects::nonNull)
                .toList();
    }

    private static Stores stores(
            Path certificate, Path key, @Nullable Path keyPassword, @Nullable Path clientAuthority) {
        List<X509Certificate> chain = Pem.certificates(CERTIFICATE, certificate);
        PublicKey publicKey = chain.get(0).getPublicKey();
        PrivateKey privateKey = Pem.privateKey(KEY, key, publicKey.getAlgorithm(), password(keyPassword));
        if (!belongTogether(privateKey, publicKey)) {
            throw new IllegalArgumentException(
                    KEY + " must be the key of the first certificate in " + CERTIFICATE + ": " + key);
        }
        try {
            KeyStore identity = empty();
            identity.setKeyEntry("listener", privateKey, PASSWORD.toCharArray(), chain.toArray(new X509Certificate[0]));
            if (clientAuthority == null) {
                return new Stores(identity, null);
            }
            KeyStore clients = empty();
            int number = 0;
            for (X509Certificate authority : Pem.certificates(CLIENT_AUTHORITY, clientAuthority)) {
                clients.setCertificateEntry("authority-" + number++, authority);
            }
            return new Stores(identity, clients);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(CERTIFICATE + " cannot be used: " + certificate + ": " + e, e);
        }
    }

    private static char @Nullable [] password(@Nullable Path file) {
        return file == null ? null : Pem.text(KEY_PASSWORD, file).strip().toCharArray();
    }

    private static KeyStore empty() throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(null, null);
        } catch (IOException e) {
            throw new IllegalStateException("nothing was read", e);
        }
        return store;
    }

    private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            byte[] text = {1, 2, 3};
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(privateKey);
            signing.update(text);
            byte[] signature = signing.sign();
            signing.initVerify(publicKey);
            signing.update(text);
            return signing.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
