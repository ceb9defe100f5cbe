package io.revocast.demo.story;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretsTest {
    @TempDir
    private Path directory;

    @Test
    void onlyTheOwnerMayReadThem() throws Exception {
        Secrets secrets = Secrets.make(directory, "https://issuer", "https://issuer/jwks");

        for (Path file : new Path[] {
            secrets.signingKey(), secrets.apiKeyFile(), secrets.operatorKeyFile(), secrets.publisherConfiguration()
        }) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void publisherKnowsTheHashOfTheKeyAndNotTheKey() throws Exception {
        Secrets secrets = Secrets.make(directory, "https://issuer", "https://issuer/jwks");

        String configuration = Files.readString(secrets.publisherConfiguration());

        String operator = Files.readString(secrets.operatorKeyFile()).strip();
        assertThat(configuration)
                .contains("api-keys.demo=" + hash(secrets.apiKey()) + " token,claim read\n")
                .contains("api-keys.operator=" + hash(operator) + " * read reinstate break-glass audit\n")
                .contains("issuers.demo.iss=https://issuer\n")
                .contains("issuers.demo.jwks-url=https://issuer/jwks\n")
                .doesNotContain(secrets.apiKey())
                .doesNotContain(operator);
    }

    private static String hash(String key) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        return "sha256:" + HexFormat.of().formatHex(hash);
    }

    @Test
    void existingSecretsAreKept() throws Exception {
        Secrets secrets = Secrets.make(directory, "https://issuer", "https://issuer/jwks");
        String before = secrets.apiKey();

        assertThatThrownBy(() -> Secrets.make(directory, "https://issuer", "https://issuer/jwks"))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(secrets.apiKey()).isEqualTo(before);
    }
}
