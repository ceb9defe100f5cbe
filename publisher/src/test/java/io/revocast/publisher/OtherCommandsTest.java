package io.revocast.publisher;

import io.revocast.cli.CommandRun;
import io.revocast.cli.CommandRun.Ended;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class OtherCommandsTest {
    private final CommandRun commands = new CommandRun(Main::commandLine);

    @TempDir
    private Path directory;

    @Test
    void configPrintShowsEachSettingAndItsSourceAndNoSecret() throws IOException {
        Path file = Files.writeString(
                directory.resolve("publisher.properties"),
                "http.port=9090\nkafka.properties.sasl.jaas.config=hunter2\napi-keys.portal=sha256:abc token\n");

        Ended lines = commands.run(
                "config", "print", "--config", file.toString(), "--set", "kafka.bootstrap.servers=kafka:9092");
        Ended json = commands.run("config", "print", "--config", file.toString(), "--json");

        assertThat(lines.exitCode()).isZero();
        assertThat(lines.out().lines())
                .contains(
                        "http.port=9090  # file " + file,
                        "http.host=127.0.0.1  # default",
                        "http.public-url=  # not set",
                        "topic.name=revocast.revocations  # default",
                        "limits.requests-per-second=2000  # default",
                        "kafka.bootstrap.servers=kafka:9092  # flag --set kafka.bootstrap.servers",
                        "kafka.properties.sasl.jaas.config=***  # file " + file,
                        "api-keys.portal=***  # file " + file);
        assertThat(lines.out() + json.out()).doesNotContain("hunter2", "sha256:abc");
        assertThat(json.out())
                .contains("{\"key\":\"http.port\",\"value\":\"9090\",\"source\":\"file " + file + "\"}\n");
    }

    @Test
    void wrongConfigurationIsUsage() {
        Ended ended = commands.run("config", "print", "--set", "http.prot=1");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err())
                .startsWith("revocast: unknown key http.prot in flag --set http.prot; did you mean http.port?");
    }

    @Test
    void versionIsOneLine() {
        assertThat(commands.run("version").out()).matches("revocast \\S+, Java \\S+\n");
        assertThat(commands.run("version", "--json").out()).matches("\\{\"version\":\"[^\"]+\",\"java\":\"[^\"]+\"}\n");
        assertThat(commands.run("list", "--version").out())
                .isEqualTo(commands.run("--version").out());
    }

    @Test
    void completionIsAScriptThatBashCanRead() throws Exception {
        Ended bash = commands.run("completion", "bash");
        Process shell =
                new ProcessBuilder("bash", "-n").redirectErrorStream(true).start();
        shell.getOutputStream().write(bash.out().getBytes(StandardCharsets.UTF_8));
        shell.getOutputStream().close();

        assertThat(shell.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(shell.exitValue()).isZero();
        assertThat(bash.out()).contains("complete -F _complete_revocast").contains("reinstate");
        assertThat(commands.run("completion", "zsh").out()).isEqualTo(bash.out());
        assertThat(commands.run("completion", "fish").exitCode()).isEqualTo(2);
    }

    @Test
    void mistypedCommandIsSuggested() {
        Ended command = commands.run("lsit");
        Ended kind = commands.run("revoke", "subjct", "alice");

        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(command.err()).contains("did you mean ").contains("list").contains("revocast --help tells more");
        assertThat(kind.err()).contains("subject").contains("revocast revoke --help tells more");
    }
}
