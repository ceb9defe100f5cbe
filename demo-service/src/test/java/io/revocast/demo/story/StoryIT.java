package io.revocast.demo.story;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Runs the demo as {@code ./revocast demo} does, with the jars of this build. */
class StoryIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path temporary;

    private CommandRun demo(Object... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                "io.revocast.demo.story.DemoCommand"));
        Stream.of(arguments).map(Object::toString).forEach(command::add);
        return CommandRun.start(new ProcessBuilder(command));
    }

    /** Five ports in a row that are free now, below those that the system gives to outgoing connections. */
    static int freePorts() {
        for (int attempt = 0; attempt < 50; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(16_384, 32_760);
            try {
                new Ports(first, 4).requireFree();
                return first;
            } catch (StoryException e) {
                assertThat(e).hasMessageContaining("is taken");
            }
        }
        throw new AssertionError("no five free ports in a row");
    }

    private void assertNothingIsLeft(List<ProcessHandle> children) throws IOException {
        assertThat(children).noneMatch(ProcessHandle::isAlive);
        try (Stream<Path> files = Files.list(temporary)) {
            // The JVM's own files for jcmd are not the demo's.
            assertThat(files.filter(file -> !file.getFileName().toString().startsWith("hsperfdata")))
                    .isEmpty();
        }
    }

    @Test
    void everyStepHoldsAndNothingIsLeft() throws Exception {
        try (CommandRun run = demo("--once", "--ports", freePorts())) {
            await().atMost(LIMIT)
                    .until(() -> run.hasEnded() || run.descendants().size() == 4);
            List<ProcessHandle> children = run.descendants();

            int exitCode = run.await(LIMIT);

            assertThat(run.output()).doesNotContain("✗");
            assertThat(exitCode).isZero();
            assertThat(run.output()
                            .lines()
                            .filter(line -> line.startsWith("  ✓"))
                            .map(line -> line.substring(4, 16).strip()))
                    .containsExactly(
                            "kafka",
                            "processes",
                            "warm up",
                            "log in",
                            "accepted",
                            "revoke",
                            "refused",
                            "reported",
                            "kill -9",
                            "start again",
                            "refused",
                            "refresh",
                            "accepted",
                            "reuse",
                            "refused",
                            "log in",
                            "log out",
                            "refused");
            assertThat(run.line("✓ revoke")).contains("201").contains("ms");
            assertThat(run.line("✓ refused")).contains("401 401 401").contains("ms after the call");
            assertThat(run.line("✓ reported")).containsPattern("propagated to 3 of 3 in \\d+ ms +last: demo-[123]$");
            assertThat(run.line("✓ start again")).doesNotContain("200 ×");
            assertThat(run.output()).contains("All 18 steps held");
            assertThat(run.output()).as("no token").doesNotContain("eyJ");
            assertThat(children).hasSize(4);
            assertNothingIsLeft(children);
        }
    }

    /** Uses the link as the console does. Returns the status of the answer. */
    private static int signIn(CommandRun run) throws Exception {
        String link = run.line("/#/sign-in?code=").strip();
        assertThat(run.output().indexOf(link))
                .as("before the story")
                .isLessThan(run.output().indexOf("✓ warm up"));
        String code = link.substring(link.indexOf('=') + 1);
        return new Http()
                .post(URI.create(link).resolve("/console/session"), Map.of("code", code))
                .status();
    }

    @Test
    void instanceKilledByHandEndsNothingAndRefusesAfterItsRestart() throws Exception {
        int ports = freePorts();
        try (CommandRun run = demo("--ports", ports, "--instances", 4, "--slow", 1)) {
            await().atMost(LIMIT).until(() -> run.hasEnded() || run.output().contains("--name demo-4"));
            assertThat(run.line("✓ reported")).contains("propagated to 4 of 4 in ");
            assertThat(signIn(run)).as("the link to the console").isEqualTo(200);
            assertThat(signIn(run)).as("the same link again").isEqualTo(401);
            assertThat(run.line("--name demo-4")).contains("fetch.max.wait.ms=1000");
            assertThat(run.line("--name demo-3")).doesNotContain("fetch.max.wait.ms");
            List<ProcessHandle> children = run.descendants();
            String line = run.line("demo-3     http");
            long pid = Long.parseLong(line.replaceFirst(".*pid ([0-9]+).*", "$1"));
            String token = token(run);
            Http http = new Http();
            URI me = URI.create("http://127.0.0.1:" + (ports + 3) + "/me");

            children.stream().filter(child -> child.pid() == pid).forEach(ProcessHandle::destroyForcibly);
            await().atMost(LIMIT).until(() -> run.output().contains("demo-3 has ended"));
            String command = run.line("--name demo-3").strip();
            try (CommandRun again = CommandRun.start(new ProcessBuilder("sh", "-c", "exec " + command))) {
                await().atMost(LIMIT).until(() -> http.get(me, token).status() == 401);
                assertThat(again.descendants()).isEmpty();
            }

            run.interrupt();

            assertThat(run.await(LIMIT)).isEqualTo(130);
            assertNothingIsLeft(children);
        }
    }

    private static String token(CommandRun run) throws IOException {
        Path header = Path.of(run.line("curl").replaceFirst(".*@([^ ]+).*", "$1"));
        return Files.readString(header).strip().replace("Authorization: Bearer ", "");
    }

    @Test
    void signalDuringTheSetUpLeavesNothing() throws Exception {
        try (CommandRun run = demo("--ports", freePorts())) {
            await().atMost(LIMIT)
                    .until(() -> run.hasEnded() || run.descendants().size() == 4);
            List<ProcessHandle> children = run.descendants();

            run.interrupt();

            assertThat(run.await(LIMIT)).isEqualTo(130);
            assertNothingIsLeft(children);
        }
    }

    @Test
    void signalWhileTheBrokerStartsLeavesNothing() throws Exception {
        try (CommandRun run = demo("--ports", freePorts())) {
            await().atMost(LIMIT).until(() -> {
                try (Stream<Path> files = Files.list(temporary)) {
                    return files.anyMatch(file -> file.getFileName().toString().startsWith("revocast-demo-"));
                }
            });

            run.interrupt();

            assertThat(run.await(LIMIT)).isEqualTo(130);
            assertNothingIsLeft(List.of());
        }
    }

    @Test
    void takenPortIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CommandRun run = demo("--once", "--ports", taken.getLocalPort())) {
            int exitCode = run.await(LIMIT);

            assertThat(exitCode).isEqualTo(1);
            assertThat(run.output().strip())
                    .isEqualTo("revocast demo: port " + taken.getLocalPort() + " is taken, and the demo needs "
                            + taken.getLocalPort() + " to " + (taken.getLocalPort() + 3)
                            + "; choose others with --ports FIRST");
            assertNothingIsLeft(List.of());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--instances,1,'--instances must lie between 2 and 50: 1'",
        "--slow,4,'--slow must lie between 0 and --instances, 3: 4'"
    })
    void optionOutOfRangeIsOneClearLine(String option, int value, String line) throws Exception {
        try (CommandRun run = demo("--once", option, value)) {
            assertThat(run.await(LIMIT)).isEqualTo(1);
            assertThat(run.output().strip()).isEqualTo("revocast demo: " + line);
        }
    }

    @Test
    void unreachableClusterIsOneClearLineAndLeavesNothing() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                CommandRun run =
                        demo("--once", "--ports", freePorts(), "--kafka", "127.0.0.1:" + silent.getLocalPort())) {
            int exitCode = run.await(LIMIT);

            assertThat(exitCode).isEqualTo(1);
            assertThat(run.line("revocast demo: ")).contains("publisher");
            assertNothingIsLeft(List.of());
        }
    }
}
