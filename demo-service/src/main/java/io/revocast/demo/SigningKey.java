package io.revocast.demo;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * The RSA key that signs tokens, shared by all instances, so that each accepts what another issued. Its id is the
 * thumbprint of its public half (RFC 7638), so it needs no configuration. Immutable.
 */
final class SigningKey {
    private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

    private final RSAPrivateCrtKey privateKey;
    private final RSAPublicKey publicKey;
    private final String id;

    private SigningKey(RSAPrivateCrtKey privateKey) throws GeneralSecurityException {
        this.privateKey = privateKey;
        this.publicKey = (RSAPublicKey) KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent()));
        String members = "{\"e\":\"" + exponent() + "\",\"kty\":\"RSA\",\"n\":\"" + modulus() + "\"}";
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8));
        this.id = BASE64URL.encodeToString(digest);
    }

    /**
     * Reads a private key.
     *
     * @param file PKCS #8 in PEM, as {@code openssl genpkey -algorithm RSA} writes it
     */
    static SigningKey read(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        String begin = "-----BEGIN PRIVATE KEY-----";
        String end = "-----END PRIVATE KEY-----";
        if (!text.startsWith(begin) || !text.endsWith(end)) {
            throw notAKey(file, null);
        }
        try {
            byte[] der = Base64.getMimeDecoder().decode(text.substring(begin.length(), text.length() - end.length()));
            return of(KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw notAKey(file, e);
        }
    }

    static SigningKey of(PrivateKey key) throws GeneralSecurityException {
        if (key instanceof RSAPrivateCrtKey rsa) {
            return new SigningKey(rsa);
        }
        throw new IllegalArgumentException("the signing key must be RSA: " + key.getAlgorithm());
    }

    private static IOException notAKey(Path file, @Nullable Exception cause) {
        return new IOException(
                file + " must hold an RSA private key as PKCS #8 in PEM; make one with"
                        + " openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048",
                cause);
    }

    RSAPrivateCrtKey privateKey() {
        return privateKey;
    }

    RSAPublicKey publicKey() {
        return publicKey;
    }

    /** The {@code kid} of the tokens. */
    String id() {
        return id;
    }

    /** The public half as a JWK set (RFC 7517 section 5). */
    Map<String, Object> jwks() {
        return Map.of(
                "keys",
                List.of(Map.of(
                        "kty", "RSA", "use", "sig", "alg", "RS256", "kid", id, "n", modulus(), "e", exponent())));
    }

    private String modulus() {
        return unsigned(privateKey.getModulus());
    }

    private String exponent() {
        return unsigned(privateKey.getPublicExponent());
    }

    private static String unsigned(BigInteger value) {
        byte[] bytes = value.toByteArray();
        return BASE64URL.encodeToString(bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
    }

    @Override
    public String toString() {
        return "SigningKey[" + id + "]";
    }
}
