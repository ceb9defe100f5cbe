package io.revocast.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

class SigningKeyTest {
    @TempDir
    private Path directory;

    @Test
    void keyFromAFileHasTheIdOfItsPublicHalf() throws IOException {
        SigningKey key = TestKeys.newKey();
        Path file = directory.resolve("key.pem");
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(key.privateKey().getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");

        SigningKey read = SigningKey.read(file);

        assertThat(read.id()).isEqualTo(key.id()).hasSize(43);
        assertThat(read.jwks()).isEqualTo(key.jwks());
    }

    @Test
    void anotherFileIsRefusedWithARemedyAndWithoutItsContent() throws IOException {
        Path file = Files.writeString(directory.resolve("key.pem"), "secret");

        assertThatThrownBy(() -> SigningKey.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("openssl genpkey")
                .hasMessageNotContaining("secret");
    }

    @Test
    void publishedSetHoldsNothingPrivate() {
        assertThat(TestKeys.newKey().jwks())
                .extracting("keys")
                .asInstanceOf(LIST)
                .first()
                .asInstanceOf(MAP)
                .containsOnlyKeys("kty", "use", "alg", "kid", "n", "e")
                .containsEntry("alg", "RS256");
    }
}
