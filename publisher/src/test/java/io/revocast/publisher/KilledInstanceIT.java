package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Instances in processes of their own, which signals freeze and kill during the way of a revocation. */
class KilledInstanceIT {
    private static final String KEY = ApiKey.generate();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestKafka kafka = TestKafka.shared();
    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final String status = TestKafka.uniqueTopicName("status");
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void killAll() throws Exception {
        for (Process process : processes) {
            kill(process);
        }
    }

    private Process start(String name) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReportingInstance.class.getName(),
                        kafka.bootstrapServers(),
                        topic,
                        status,
                        name)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        processes.add(process);
        return process;
    }

    /** SIGKILL, also of a frozen process. */
    private static void kill(Process process) throws Exception {
        process.destroyForcibly();
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private static void freeze(Process process) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -STOP " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void awaitApplying(ApiClient client, int instances) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client.get("/v1/fleet")
                                .json()
                                .at("/states/applying")
                                .asInt())
                        .isEqualTo(instances));
    }

    private static JsonNode outcomes(ApiClient client, String path, String instance) throws Exception {
        for (JsonNode each : client.get(path).json().path("detail")) {
            if (each.path("instance").asText().equals(instance)) {
                return each.path("outcome");
            }
        }
        throw new AssertionError(instance + " is not known");
    }

    @Test
    void instanceThatIsKilledMidWaveIsNeverReportedAsApplied() throws Exception {
        Map<String, String> flags = Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.name",
                topic,
                "fleet.topic",
                status,
                "audit.topic",
                "none",
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read reinstate break-glass"));
        try (Publisher publisher =
                new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false))) {
            publisher.start();
            ApiClient client = new ApiClient(publisher.port(), KEY);
            await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
            start("a");
            Process victim = start("b");
            awaitApplying(client, 2);
            // Frozen first, so that it is certain that it has not applied the revocation when it is killed.
            freeze(victim);

            Answer answer = client.send(client.request("/v1/revocations?wait=50%25&timeout=20s")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\","
                            + "\"jti\":\"one\"},\"expiresAt\":\""
                            + Instant.now().plusSeconds(3600) + "\"}")));
            kill(victim);

            String path = "/v1/revocations/" + answer.json().path("id").asText() + "/propagation";
            assertThat(answer.json().at("/propagation/complete").asBoolean())
                    .as(answer.response().body())
                    .isTrue();
            assertThat(answer.json().at("/propagation/last/instance").asText()).isEqualTo("a");
            assertThat(outcomes(client, path, "a").asText()).isEqualTo("applied");
            assertThat(outcomes(client, path, "b").asText()).isEqualTo("pending");
            assertThat(client.get(path).json().path("complete").asBoolean(true)).isFalse();

            start("b");
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(outcomes(client, path, "b").asText()).isEqualTo("started_later"));
            assertThat(client.get(path).json().path("complete").asBoolean()).isTrue();
            assertThat(client.get(path).json().path("applied").asInt()).isEqualTo(1);
            assertThat(client.get(path).json().path("startedLater").asInt()).isEqualTo(1);
        }
    }
}
