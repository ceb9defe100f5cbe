package io.revocast.publisher;

import io.revocast.cli.CommandRun;
import io.revocast.cli.CommandRun.Ended;
import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** {@code docs/mass-revocation.md}, from the first command to the last. */
class MassRevocationPageIT {
    private static final String KEY = ApiKey.generate();
    private static final String ISSUER = "https://issuer.example";

    @TempDir
    private Path directory;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Publisher publisher;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> flags = Map.of(
                "kafka.bootstrap.servers",
                TestKafka.shared().bootstrapServers(),
                "topic.name",
                TestKafka.uniqueTopicName("revocations"),
                "audit.topic",
                TestKafka.uniqueTopicName("audit"),
                "http.port",
                "0",
                "api-keys.night",
                ApiKey.line(KEY, "* read break-glass reinstate audit"));
        publisher = new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        publisher.start();
        await().atMost(30, TimeUnit.SECONDS).until(() -> publisher.readiness().ready());
    }

    @AfterEach
    void stop() {
        publisher.close();
    }

    /** One command of the page: its words, with files where this test has them, and what it reads. */
    private Ended run(List<String> words) throws Exception {
        List<String> arguments = List.of(String.join(" ", words).split("\"", -1)).stream()
                .map(String::strip)
                .toList();
        // The notes stand in quotes; there is one at most.
        List<String> split = IntStream.range(0, arguments.size())
                .boxed()
                .flatMap(i -> i % 2 == 1
                        ? Stream.of(arguments.get(i))
                        : List.of(arguments.get(i).split(" ", -1)).stream())
                .filter(word -> !word.isEmpty())
                .toList();
        CommandRun command = CommandRun.at(URI.create("http://127.0.0.1:" + publisher.port()))
                .with("REVOCAST_API_KEY", KEY)
                .with("REVOCAST_ISSUER", ISSUER);
        int input = split.indexOf("<");
        if (input > 0) {
            command.input(Files.readString(directory.resolve(split.get(input + 1))));
            split = split.subList(0, input);
        }
        return command.run(split.stream()
                .skip(1)
                .map(word -> word.endsWith(".ndjson") ? directory.resolve(word).toString() : word)
                .toArray(String[]::new));
    }

    @Test
    void everyCommandDoesWhatThePageSays() throws Exception {
        Files.writeString(
                directory.resolve("leaked.ndjson"),
                IntStream.range(0, 3_000)
                        .mapToObj(i -> "{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + ISSUER
                                + "\",\"name\":\"sub\",\"value\":\"user-" + i + "\"}}")
                        .collect(Collectors.joining("\n", "", "\n")));
        Files.writeString(
                directory.resolve("token.txt"),
                Tokens.of("{\"iss\":\"" + ISSUER + "\",\"jti\":\"t1\",\"sub\":\"user-7\",\"iat\":1,\"exp\":"
                        + Instant.now().plusSeconds(600).getEpochSecond() + "}"));
        List<List<String>> commands = DocumentedPage.read("mass-revocation.md").commands().stream()
                .filter(command -> command.get(0).equals("revocast"))
                .toList();

        int dryRuns = 0;
        for (List<String> command : commands) {
            Ended ended = run(command);
            String line = String.join(" ", command);
            assertThat(ended.exitCode())
                    .as("%s%n%s%s", line, ended.out(), ended.err())
                    .isEqualTo(command.get(1).equals("check") ? 10 : 0);
            if (command.contains("--dry-run")) {
                dryRuns++;
                assertThat(run(List.of("revocast", "list", "-q")).out()).doesNotContain("web-shop");
            }
            if (command.contains("import")) {
                assertThat(run(List.of("revocast", "export", "-q")).out().lines())
                        .hasSize(3_003);
            }
        }

        assertThat(commands).hasSizeGreaterThan(12);
        assertThat(dryRuns).isEqualTo(1);
        // Everything was taken back, and the audit tells all of it.
        assertThat(run(List.of("revocast", "export", "-q")).out()).isEmpty();
        assertThat(run(List.of("revocast", "audit", "--json")).out())
                .contains("\"action\":\"reinstate\"", "\"reason\":\"false-alarm\"", "\"actor\":\"night\"");
    }
}
