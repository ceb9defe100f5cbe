package io.revocast.publisher.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys (RFC 7468). Messages name setting, file and rule, and show nothing of a key. */
final class Pem {
    private static final Pattern BLOCK = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]+)-----END \\1-----");

    private Pem() {}

    /** Returns all certificates, at least one. */
    static List<X509Certificate> certificates(String setting, Path file) {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(text(setting, file));
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            while (blocks.find()) {
                if (blocks.group(1).equals("CERTIFICATE")) {
                    certificates.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(content(blocks.group(2)))));
                }
            }
        } catch (CertificateException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    setting + " must have certificates in PEM, one of which cannot be read: " + file, e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(
                    setting + " must have a certificate in PEM, -----BEGIN CERTIFICATE-----: " + file);
        }
        return certificates;
    }

    /** Returns the one private key. */
    static PrivateKey privateKey(String setting, Path file, String algorithm) {
        Matcher blocks = BLOCK.matcher(text(setting, file));
        while (blocks.find()) {
            String label = blocks.group(1);
            if (label.equals("PRIVATE KEY")) {
                return privateKey(setting, file, algorithm, blocks.group(2));
            }
            if (label.endsWith("PRIVATE KEY")) {
                throw new IllegalArgumentException(setting + " must be PKCS #8 without a password, and is " + label
                        + ": " + file + "; convert it with: openssl pkcs8 -topk8 -nocrypt");
            }
        }
        throw new IllegalArgumentException(setting + " must have a key in PEM, -----BEGIN PRIVATE KEY-----: " + file);
    }

    private static PrivateKey privateKey(String setting, Path file, String algorithm, String block) {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(content(block)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Without the cause: it may quote what it could not read.
            throw new IllegalArgumentException(
                    setting + " must be a key of the kind that the certificate has, " + algorithm + ": " + file);
        }
    }

    private static byte[] content(String base64) {
        return Base64.getMimeDecoder().decode(base64);
    }

    private static String text(String setting, Path file) {
        try {
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + " must be a file that can be read: " + file + ": " + e, e);
        }
    }
}
