package io.revocast.publisher.jwks;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.revocast.publisher.jwks.JwkSetEndpoint.Order;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

class JwkSetReaderTest {
    private final JwkSetReader reader = new JwkSetReader(Duration.ofMillis(1_500));

    @SuppressWarnings("NullAway.Init") // opened before each test
    private JwkSetEndpoint issuer;

    @BeforeEach
    void open() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("k").generate();
        issuer = new JwkSetEndpoint(key.toPublicJWK());
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    private @Nullable Throwable failure(URI uri) {
        return catchThrowableOfType(
                        CompletionException.class, () -> reader.read(uri).join())
                .getCause();
    }

    @Test
    void setIsReadFromAnAddressAndFromAFile(@TempDir Path directory) throws Exception {
        byte[] set = reader.read(issuer.uri()).join();

        assertThat(JWKSet.parse(new String(set, StandardCharsets.UTF_8)).getKeys())
                .hasSize(1);
        Path file = Files.write(directory.resolve("jwks.json"), set);
        assertThat(reader.read(file.toUri()).join()).isEqualTo(set);
        assertThat(failure(directory.resolve("missing.json").toUri())).hasMessageContaining("missing.json");
    }

    @Test
    void otherStatusAndRedirectAreFailures() {
        issuer.is(Order.FAILS);
        assertThat(failure(issuer.uri())).hasMessageContaining("HTTP status 500 instead of 200");

        issuer.is(Order.REDIRECTS);
        assertThat(failure(issuer.uri())).hasMessageContaining("HTTP status 302: redirects are not followed");
    }

    @Test
    void answerThatIsTooLongIsGivenUp(@TempDir Path directory) throws Exception {
        issuer.publish(" ".repeat(512 * 1024 + 1));
        assertThat(failure(issuer.uri())).hasMessageContaining("longer than 524288 bytes");

        Path file = Files.write(directory.resolve("large.json"), new byte[512 * 1024 + 1]);
        assertThat(failure(file.toUri())).hasMessageContaining("larger than 524288 bytes");
    }

    /** P29. */
    @Test
    void answerThatDripsIsCutOffAtTheDeadlineAndItsConnectionIsClosed() {
        issuer.is(Order.DRIPS);

        assertThat(failure(issuer.uri())).isInstanceOf(TimeoutException.class);

        await().atMost(Duration.ofSeconds(10)).until(() -> issuer.abandoned() == 1);
    }
}
