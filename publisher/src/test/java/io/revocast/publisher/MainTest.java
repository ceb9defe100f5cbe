package io.revocast.publisher;

import io.revocast.publisher.credentials.ApiKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return command.execute(args);
    }

    @Test
    void apiKeyPrintsTheKeyOnceAndItsConfigurationLine() {
        assertThat(run("api-key", "checkout", "--kinds", "token,claim", "--read"))
                .isZero();

        assertThat(out.toString().lines().toList().get(1)).matches("rvk_[A-Za-z0-9_-]{43}");
        assertThat(out.toString()).containsPattern("\napi-keys.checkout=sha256:[0-9a-f]{64} token,claim read\n");
    }

    @Test
    void apiKeyRefusesUnknownKindsAndOddNames() {
        assertThat(run("api-key", "checkout", "--kinds", "user")).isEqualTo(2);
        assertThat(err.toString()).contains("--kinds, --also: kinds must be token, claim, key, issuer");
        assertThat(run("api-key", "Check out", "--kinds", "*")).isEqualTo(2);
        assertThat(err.toString()).contains("NAME must be at most 64 lower-case letters, digits and hyphens");
    }

    @Test
    void keysNewIsTheFullNameOfApiKey() {
        assertThat(run("keys", "new", "checkout", "--kinds", "-", "--also", "audit,client=spa"))
                .isZero();

        assertThat(out.toString()).containsPattern("\napi-keys.checkout=sha256:[0-9a-f]{64} - audit client=spa\n");
    }

    @Test
    void keysHashReadsTheKeyFromAFileAndPrintsItsLineOnly(@TempDir Path directory) throws Exception {
        String key = "k".repeat(32);
        Path file = Files.writeString(directory.resolve("key"), key + "\n");

        assertThat(run("keys", "hash", "checkout", "--kinds", "token", "--read", "--file", file.toString()))
                .isZero();

        assertThat(out.toString())
                .isEqualTo("api-keys.checkout=" + ApiKey.hashOf(key) + " token read" + System.lineSeparator());
    }

    @Test
    void keysHashReadsStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(("k".repeat(32) + "\n").getBytes(StandardCharsets.UTF_8)));
        try {
            assertThat(run("keys", "hash", "checkout", "--kinds", "token")).isZero();
        } finally {
            System.setIn(before);
        }

        assertThat(out.toString()).startsWith("api-keys.checkout=" + ApiKey.hashOf("k".repeat(32)) + " token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "too short", "hunter2hunter2hunter2 hunter2hunter2"})
    void keysHashRefusesWhatIsNoRandomKeyWithoutShowingIt(String key, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("key"), key);

        assertThat(run("keys", "hash", "checkout", "--kinds", "token", "--file", file.toString()))
                .isEqualTo(2);

        assertThat(err.toString())
                .startsWith(
                        "revocast: the key must be at least 32 printable ASCII characters without spaces, and random; "
                                + "\"keys new\" makes one")
                .doesNotContain("hunter2");
    }

    @Test
    void keysNeedsACommand() {
        assertThat(run("keys")).isEqualTo(2);
        assertThat(err.toString()).startsWith("revocast: a command is missing: new, hash");
    }

    @Test
    void wrongConfigurationIsOneLineAndExitCode2() {
        assertThat(run("serve", "--set", "kafka.bootstrap.servers=127.0.0.1:9", "--set", "http.prot=1", "--insecure"))
                .isEqualTo(2);

        assertThat(err.toString().lines())
                .containsExactly("revocast: unknown key http.prot in flag --set http.prot; did you mean http.port?");
    }

    @Test
    void takenPortIsOneLineAndExitCode2() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(run(
                            "serve",
                            "--set",
                            "kafka.bootstrap.servers=127.0.0.1:9",
                            "--set",
                            "http.port=" + port,
                            "--insecure"))
                    .isEqualTo(2);

            assertThat(err.toString().lines())
                    .containsExactly("revocast: http.port " + port
                            + " on 127.0.0.1 cannot be listened on: it is taken, or not this machine's");
        }
    }

    @Test
    void missingCommandIsExplained() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).startsWith("revocast: a command is missing: serve, health, api-key");
    }
}
