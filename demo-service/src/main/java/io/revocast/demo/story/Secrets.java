package io.revocast.demo.story;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The secrets of one demo, in files that only their owner can read. They are the key that signs tokens, the API keys of
 * the service and of the operator, and the publisher's configuration with their hashes and the trusted issuer.
 */
public final class Secrets {
    private final Path directory;

    private Secrets(Path directory) {
        this.directory = directory;
    }

    /**
     * Makes secrets for the containers of {@code docker-compose.yml}. Does nothing where they exist already.
     *
     * @param args the directory, the issuer of the tokens, and the URL of the issuer's JWK set
     */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("want DIRECTORY ISSUER JWKS_URL, got " + args.length + " arguments");
        }
        try {
            make(Path.of(args[0]), args[1], args[2]);
        } catch (FileAlreadyExistsException e) {
            System.out.println("kept " + e.getMessage());
        }
    }

    /** Makes new secrets; the publisher's file is written last. */
    static Secrets make(Path directory, String issuer, String jwksUrl) throws IOException {
        Secrets secrets = new Secrets(directory);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
            byte[] newline = {'\n'};
            write(
                    secrets.signingKey(),
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder(64, newline).encodeToString(der)
                            + "\n-----END PRIVATE KEY-----\n");
            String demo = writeApiKey(secrets.apiKeyFile());
            String operator = writeApiKey(secrets.operatorKeyFile());
            write(
                    secrets.publisherConfiguration(),
                    "api-keys.demo=" + demo + " token,claim read\n"
                            + "api-keys.operator=" + operator + " * read reinstate break-glass audit\n"
                            + "issuers.demo.iss=" + issuer + "\n"
                            + "issuers.demo.jwks-url=" + jwksUrl + "\n");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA and SHA-256", e);
        }
        return secrets;
    }

    /** Makes a key. Returns its hash, as the publisher's configuration has it. */
    private static String writeApiKey(Path file) throws IOException, NoSuchAlgorithmException {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String apiKey = "rvk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        write(file, apiKey + "\n");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(apiKey.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(hash);
    }

    Path signingKey() {
        return directory.resolve("signing-key.pem");
    }

    Path apiKeyFile() {
        return directory.resolve("api-key");
    }

    String apiKey() throws IOException {
        return Files.readString(apiKeyFile()).strip();
    }

    /** The key of the person at the console. */
    Path operatorKeyFile() {
        return directory.resolve("operator-key");
    }

    Path publisherConfiguration() {
        return directory.resolve("publisher.properties");
    }

    private static void write(Path file, String text) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        Files.createFile(file, ownerOnly);
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }
}
