package io.revocast.publisher;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.cli.CommandRun;
import io.revocast.cli.CommandRun.Ended;
import io.revocast.embedded.TestKafka;
import io.revocast.event.TopicSettings;
import io.revocast.publisher.access.ApiKey;
import io.revocast.publisher.config.Sources;
import io.revocast.publisher.http.ApiClient;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The topic is deleted while no publisher runs. */
class LostTopicIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String KEY = ApiKey.generate();
    private static final int REVOKED = 20;

    @TempDir
    private Path directory;

    private final TestKafka kafka = TestKafka.start();
    private final String topic = TestKafka.uniqueTopicName("lost");
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    @AfterEach
    void stop() throws Exception {
        while (!running.isEmpty()) {
            running.pop().close();
        }
        kafka.close();
    }

    private Publisher publisher() throws Exception {
        Publisher publisher = new Publisher(PublisherConfig.load(
                new Sources(
                        Map.of(
                                "kafka.bootstrap.servers",
                                kafka.bootstrapServers(),
                                "topic.name",
                                topic,
                                "http.port",
                                "0",
                                "api-keys.test",
                                ApiKey.line(KEY, "* read reinstate")),
                        Map.of(),
                        Map.of(),
                        null),
                false));
        running.push(publisher);
        publisher.start();
        return publisher;
    }

    private static ApiClient client(Publisher publisher) {
        return new ApiClient(publisher.port(), KEY);
    }

    private static void awaitReady(ApiClient client) {
        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
    }

    private static String target(int number) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t" + number + "\"}}";
    }

    /** Revokes some, takes one of them back, and stops; the topic is then gone or empty. Returns what was exported. */
    private String lose(boolean madeAnew) throws Exception {
        String exported;
        try (Publisher first = publisher()) {
            ApiClient client = client(first);
            awaitReady(client);
            for (int i = 0; i < REVOKED; i++) {
                assertThat(client.revoke(target(i)).status()).isEqualTo(201);
            }
            assertThat(client.reinstate(target(0)).status()).isEqualTo(200);
            Ended ended = CommandRun.at(URI.create("http://127.0.0.1:" + first.port()))
                    .with("REVOCAST_API_KEY", KEY)
                    .run("export");
            assertThat(ended.exitCode()).isZero();
            exported = ended.out();
        }
        kafka.deleteTopic(topic);
        if (madeAnew) {
            kafka.createTopic(
                    topic,
                    1,
                    new TopicSettings(
                                    topic,
                                    1,
                                    1,
                                    TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME,
                                    TopicSettings.DEFAULT_MARGIN)
                            .configs());
        }
        return exported;
    }

    private boolean topicExists() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            return admin.listTopics().names().get(30, TimeUnit.SECONDS).contains(topic);
        }
    }

    private Ended command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(
                "--set", "kafka.bootstrap.servers=" + kafka.bootstrapServers(), "--set", "topic.name=" + topic));
        return new CommandRun(Main::commandLine).run(all.toArray(String[]::new));
    }

    private static void awaitRefusal(ApiClient client, String state) {
        await().atMost(LIMIT).until(() -> client.get("/health/ready").response().body(), body -> body.contains(state));
    }

    @Test
    void publisherThatFindsNoTopicMakesNoneAndSaysWhatWasLost() throws Exception {
        lose(false);
        ApiClient client = client(publisher());

        awaitRefusal(client, "does not exist, but the audit names " + (REVOKED - 1) + " revocations that still hold");

        ApiClient.Answer health = client.get("/health/ready");
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.response().body()).contains("./revocast topic reseed", "./revocast topic accept-loss --yes");
        assertThat(topicExists()).isFalse();
        assertThat(client.revoke(target(1)).status()).isEqualTo(503);
        assertThat(client.get("/v1/revocations").status()).isEqualTo(503);
        RevocationList service = RevocationList.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .build();
        running.push(service);
        service.start();
        assertThat(service.awaitCurrent(Duration.ofSeconds(3))).isFalse();
        assertThat(service.state()).isNotEqualTo(State.CURRENT);
        assertThat(command("topic", "create").exitCode()).isEqualTo(5);
        assertThat(topicExists()).isFalse();
    }

    @Test
    void reseedPutsBackFromTheAuditWhatWasRevokedAndNotTakenBack() throws Exception {
        lose(false);
        ApiClient client = client(publisher());
        awaitRefusal(client, "does not exist");

        Ended ended = command("topic", "reseed");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).startsWith((REVOKED - 1) + " revocations appended to topic " + topic);
        assertThat(ended.exitCode()).isZero();
        awaitReady(client);
        String list = client.get("/v1/revocations").response().body();
        assertThat(list).contains("\"t1\"", "\"t" + (REVOKED - 1) + "\"").doesNotContain("\"t0\"");
        assertThat(client.revoke(target(1)).json().path("outcome").asText()).isEqualTo("extended");
    }

    @Test
    void reseedTakesAnExport() throws Exception {
        String exported = lose(false);
        Path file = Files.writeString(directory.resolve("export.ndjson"), exported);

        Ended ended = command("topic", "reseed", "--from", file.toString());

        assertThat(ended.out())
                .isEqualTo((REVOKED - 1) + " revocations appended to topic " + topic + ", 0 expired, 0 refused\n");
        ApiClient client = client(publisher());
        awaitReady(client);
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(REVOKED - 1);
    }

    @Test
    void emptyTopicInPlaceOfTheLostOneIsNotTakenForIt() throws Exception {
        lose(true);
        ApiClient client = client(publisher());

        awaitRefusal(client, "is empty, but the audit names " + (REVOKED - 1) + " revocations that still hold");

        assertThat(client.get("/health/ready").status()).isEqualTo(503);
        assertThat(client.send(client.request("/v1/check")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{\"iss\":\"https://issuer\",\"jti\":\"t1\"}")))
                        .response()
                        .body())
                .doesNotContain("not_revoked");
    }

    @Test
    void lossIsGivenUpOnlyWhenTheOperatorSaysSo() throws Exception {
        lose(false);

        Ended asked = command("topic", "accept-loss");
        boolean madeByAsking = topicExists();
        Ended ended = command("topic", "accept-loss", "--yes");

        assertThat(asked.exitCode()).isEqualTo(5);
        assertThat(asked.err()).contains("the audit names " + (REVOKED - 1) + " revocations that still hold");
        assertThat(madeByAsking).isFalse();
        assertThat(ended.exitCode()).isZero();
        ApiClient client = client(publisher());
        awaitReady(client);
        assertThat(client.get("/v1/revocations").json().path("revocations")).isEmpty();
    }
}
