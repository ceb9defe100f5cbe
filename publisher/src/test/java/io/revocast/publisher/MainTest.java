package io.revocast.publisher;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;

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
        assertThat(err.toString()).startsWith("revocast: a command is missing: serve, api-key");
    }
}
