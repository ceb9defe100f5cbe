package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests to wait, at one publisher that reads no reports. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FleetParametersIT {
    private static final String KEY = ApiKey.generate();
    private static final String WRITER = ApiKey.generate();

    private final Publisher publisher = publisher();
    private ApiClient client = new ApiClient(0, KEY);

    private static Publisher publisher() {
        Map<String, String> flags = Map.of(
                "kafka.bootstrap.servers",
                TestKafka.shared().bootstrapServers(),
                "topic.name",
                TestKafka.uniqueTopicName("revocations"),
                "fleet.topic",
                "none",
                "audit.topic",
                "none",
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read reinstate break-glass"),
                "api-keys.writer",
                ApiKey.line(WRITER, "token"));
        try {
            return new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        } catch (Exception e) {
            throw new AssertionError("the settings are complete", e);
        }
    }

    @BeforeAll
    void start() throws Exception {
        publisher.start();
        client = new ApiClient(publisher.port(), KEY);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.get("/health/ready").status() == 200);
    }

    @AfterAll
    void stop() {
        publisher.close();
    }

    private static Answer revoke(ApiClient client, String query, String jti) throws Exception {
        return client.send(client.request("/v1/revocations" + query)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\""
                        + jti + "\"},\"expiresAt\":\"" + Instant.now().plusSeconds(3600) + "\"}")));
    }

    /** The shipped alert RevocastFleetUnknown fires at a publisher that cannot read its reports. */
    @Test
    void fleetThatIsSwitchedOffHasNoMetrics() throws Exception {
        assertThat(client.get("/metrics").response().body())
                .contains("revocast_publish_seconds")
                .doesNotContain("revocast_fleet_available", "revocast_fleet_instances", "revocast_fleet_max_age");
    }

    @Test
    void fleetThatIsSwitchedOffSaysSo() throws Exception {
        Answer answer = revoke(client, "?wait=all&timeout=20s", "one");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().at("/propagation/complete").asBoolean()).isFalse();
        assertThat(answer.json().at("/propagation/instances").asInt(-1)).isZero();
        assertThat(answer.json().at("/propagation/unavailable").asText()).contains("fleet.topic is none");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?wait=most",
                "?wait=0%25",
                "?wait=101%25",
                "?wait=service:",
                "?wait=all&timeout=31s",
                "?wait=all&timeout=0s",
                "?wait=all&timeout=2",
                "?timeout=2s",
                "?wait=all&wait=all",
                "?wait=all&dryRun=true"
            })
    void wrongParametersAreRefusedBeforeAnythingIsWritten(String query) throws Exception {
        Answer answer = revoke(client, query, "wrong");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("field").asText()).isIn("wait", "timeout");
        assertThat(client.get("/v1/revocations").response().body()).doesNotContain("wrong");
    }

    @Test
    void callerThatMayNotReadMayNotWait() throws Exception {
        ApiClient writer = new ApiClient(publisher.port(), WRITER);

        assertThat(revoke(writer, "?wait=all", "two").status()).isEqualTo(403);
        assertThat(writer.get("/v1/fleet").status()).isEqualTo(403);
        assertThat(revoke(writer, "", "two").json().path("outcome").asText())
                .as("nothing was written before")
                .isEqualTo("created");
    }
}
