package io.revocast.publisher.tls;

import nl.altindag.ssl.exception.GenericException;
import nl.altindag.ssl.pem.exception.CertificateParseException;
import nl.altindag.ssl.pem.util.PemUtils;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads certificates and keys in PEM: PKCS #8 and PKCS #1 or SEC 1, each plain or encrypted. Messages name setting, file
 * and rule, and show nothing of a key.
 */
public final class Pem {
    /** A key without the parameters that {@code openssl ecparam -genkey} writes before it. */
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----.*?-----END \\1-----", Pattern.DOTALL);

    private Pem() {}

    /** Returns all certificates, at least one. */
    public static List<X509Certificate> certificates(String setting, Path file) {
        String text = text(setting, file);
        try {
            return PemUtils.parseCertificate(text);
        } catch (CertificateParseException e) {
            throw new IllegalArgumentException(
                    setting + " must have a certificate in PEM, -----BEGIN CERTIFICATE-----: " + file, e);
        } catch (GenericException e) {
            throw new IllegalArgumentException(
                    setting + " must have certificates in PEM, one of which cannot be read: " + file, e);
        }
    }

    /** Returns the one private key, which is not encrypted. */
    public static PrivateKey privateKey(String setting, Path file, String algorithm) {
        return privateKey(setting, file, algorithm, null);
    }

    /**
     * Returns the one private key.
     *
     * @param algorithm of the key of its certificate
     * @param password of an encrypted key; null when there is none
     * @throws IllegalArgumentException with setting, file and rule when there is no such key
     */
    static PrivateKey privateKey(String setting, Path file, String algorithm, char @Nullable [] password) {
        Matcher key = KEY.matcher(text(setting, file));
        if (!key.find()) {
            throw new IllegalArgumentException(
                    setting + " must have a key in PEM, -----BEGIN PRIVATE KEY-----: " + file);
        }
        if (password == null && key.group().contains("ENCRYPTED")) {
            throw new IllegalArgumentException(setting + " is encrypted and needs " + TlsFiles.KEY_PASSWORD
                    + ", a file with its password: " + file);
        }
        // Without the cause: it may quote the text that could not be read.
        try {
            byte[] content = PemUtils.parsePrivateKey(key.group(), password).getEncoded();
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content));
        } catch (GenericException e) {
            throw new IllegalArgumentException(setting + " must be a private key that can be read"
                    + (password == null ? "" : ", with the password in " + TlsFiles.KEY_PASSWORD) + ": " + file
                    + "; convert it with: openssl pkcs8 -topk8 -nocrypt");
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    setting + " must be a key of the kind that the certificate has, " + algorithm + ": " + file);
        }
    }

    static String text(String setting, Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " must be a file that can be read: " + file + ": " + e, e);
        }
    }
}
