package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.config.Sources;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.fleet.SimulatedInstance;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A publisher and simulated instances that report to it. */
@Execution(ExecutionMode.CONCURRENT) // most of its time is waiting
class FleetIT {
    private static final String KEY = ApiKey.generate();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestKafka kafka = TestKafka.shared();
    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final String status = TestKafka.uniqueTopicName("status");
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened) {
            each.close();
        }
    }

    private Publisher started(Map<String, String> more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
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
                ApiKey.line(KEY, "* read reinstate break-glass")));
        flags.putAll(more);
        Publisher publisher = new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        opened.add(publisher);
        publisher.start();
        return publisher;
    }

    private static ApiClient ready(Publisher publisher) {
        ApiClient client = new ApiClient(publisher.port(), KEY);
        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
        return client;
    }

    private SimulatedFleet fleet(String topicId, String... names) {
        SimulatedFleet fleet = new SimulatedFleet(kafka.bootstrapServers(), topic, status);
        for (String name : names) {
            fleet.with(new SimulatedInstance("pay", name, topicId));
        }
        opened.add(0, fleet);
        return fleet.start();
    }

    private static String token(String jti) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"" + jti + "\"},\"expiresAt\":\""
                + Instant.now().plusSeconds(3600) + "\"}";
    }

    private static Answer revoke(ApiClient client, String query, String jti) throws Exception {
        return client.send(post(client, query, token(jti)));
    }

    private static HttpRequest.Builder post(ApiClient client, String query, String body) {
        return client.request("/v1/revocations" + query)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static String topicId(ApiClient client) throws Exception {
        return revoke(client, "", "first").json().at("/receipt/topicId").asText();
    }

    private static void awaitApplying(ApiClient client, int instances) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client.get("/v1/fleet")
                                .json()
                                .at("/states/applying")
                                .asInt())
                        .isEqualTo(instances));
    }

    private static List<String> names(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(each -> each.path("instance").asText())
                .toList();
    }

    @Test
    void waitForAllNamesTheLastInstance() throws Exception {
        ApiClient client = ready(started(Map.of()));
        fleet(topicId(client), "a", "b", "c");
        awaitApplying(client, 3);

        Answer answer = revoke(client, "?wait=all&timeout=20s", "one");

        JsonNode propagation = answer.json().path("propagation");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
        assertThat(propagation.path("complete").asBoolean()).isTrue();
        assertThat(propagation.path("applied").asInt()).isEqualTo(3);
        assertThat(propagation.at("/last/instance").asText()).isIn("a", "b", "c");
        assertThat(propagation.at("/last/precision").asText()).isEqualTo("exact");
        assertThat(propagation.at("/last/tookMillis").isNumber()).isTrue();

        JsonNode later = client.get(
                        "/v1/revocations/" + answer.json().path("id").asText() + "/propagation")
                .json();
        assertThat(later.path("complete").asBoolean()).isTrue();
        assertThat(later.path("detail")).hasSize(3);
        assertThat(later.path("appendedAt")).isEqualTo(propagation.path("appendedAt"));
    }

    /** How many revocations an instance holds counts those of all issuers. */
    @Test
    void keyThatIsLimitedToAnIssuerSeesNoEntriesOfInstances() throws Exception {
        String limited = ApiKey.generate();
        Publisher publisher = started(Map.of("api-keys.limited", ApiKey.line(limited, "- read issuer=https://other")));
        ApiClient client = ready(publisher);
        fleet(topicId(client), "a");
        awaitApplying(client, 1);

        JsonNode all = client.get("/v1/fleet").json().at("/instances/0");
        JsonNode some =
                new ApiClient(publisher.port(), limited).get("/v1/fleet").json().at("/instances/0");

        assertThat(all.path("entries").isNumber()).isTrue();
        assertThat(some.path("instance").asText()).isEqualTo("a");
        assertThat(some.has("entries")).isFalse();
    }

    @Test
    void instanceThatIsKilledOrFrozenMidWaveIsNeverReportedAsApplied() throws Exception {
        ApiClient client = ready(started(Map.of()));
        SimulatedFleet fleet = fleet(topicId(client), "a", "b", "c");
        awaitApplying(client, 3);
        fleet.freeze("b");

        Answer answer = revoke(client, "?wait=all&timeout=1s", "one");
        String path = "/v1/revocations/" + answer.json().path("id").asText() + "/propagation";

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().at("/propagation/complete").asBoolean()).isFalse();
        assertThat(names(answer.json().at("/propagation/stragglers"))).containsExactly("b");
        assertThat(names(client.get(path).json().path("stragglers"))).containsExactly("b");
        JsonNode progress = client.get("/v1/fleet/progress").json();
        assertThat(progress.path("counted").asInt()).isEqualTo(3);
        assertThat(applied(progress, answer.json().path("receipt"))).isEqualTo(2);
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(client.get(path)
                                .json()
                                .at("/stragglers/0/state")
                                .asText())
                        .isEqualTo("silent"));
        assertThat(revoke(client, "?wait=66%25&timeout=20s", "two")
                        .json()
                        .at("/propagation/complete")
                        .asBoolean())
                .isTrue();

        fleet.thaw("b");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                client.get(path).json().path("complete").asBoolean())
                        .isTrue());
    }

    @Test
    void publisherThatRestartsMidWaveStillAnswers() throws Exception {
        Publisher first = started(Map.of());
        ApiClient client = ready(first);
        SimulatedFleet fleet = fleet(topicId(client), "a", "b");
        awaitApplying(client, 2);
        fleet.freeze("b");
        Answer answer = revoke(client, "?wait=all&timeout=500ms", "one");
        String path = "/v1/revocations/" + answer.json().path("id").asText() + "/propagation";
        first.close();

        ApiClient second = ready(started(Map.of()));
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(second.get(path).json().path("applied").asInt())
                                .isEqualTo(1));
        assertThat(names(second.get(path).json().path("stragglers"))).containsExactly("b");
        fleet.thaw("b");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                second.get(path).json().path("complete").asBoolean())
                        .isTrue());

        JsonNode propagation = second.get(path).json();
        assertThat(propagation.path("appendedAt")).isEqualTo(answer.json().at("/propagation/appendedAt"));
        assertThat(propagation.path("unknown").asInt()).isZero();
        assertThat(propagation.at("/last/instance").asText()).isEqualTo("b");
    }

    @Test
    void topicThatIsReCreatedMidWaveStartsAWaveOfItsOwn() throws Exception {
        Publisher publisher = started(Map.of());
        ApiClient client = ready(publisher);
        String before = topicId(client);
        SimulatedFleet unaware = fleet(before, "a");
        awaitApplying(client, 1);
        Answer answer = revoke(client, "?wait=all&timeout=20s", "one");
        String path = "/v1/revocations/" + answer.json().path("id").asText() + "/propagation";
        assertThat(answer.json().at("/propagation/complete").asBoolean()).isTrue();

        kafka.deleteTopic(topic);
        TopicSettings settings = new TopicSettings(topic, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        kafka.createTopic(topic, 1, settings.configs());

        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            JsonNode now = client.get(path).json();
            assertThat(now.at("/receipt/topicId").asText()).isNotEmpty().isNotEqualTo(before);
            assertThat(now.path("complete").asBoolean()).isFalse();
            assertThat(names(now.path("stragglers"))).containsExactly("a");
        });
        JsonNode receipt = client.get(path).json().path("receipt");
        opened.remove(unaware);
        unaware.close();
        SimulatedFleet reader = new SimulatedFleet(kafka.bootstrapServers(), topic, status);
        opened.add(0, reader);
        reader.with(new SimulatedInstance("pay", "a", receipt.path("topicId").asText()))
                .start();
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(client.get(path).json().path("applied").asInt() == 1
                                        || client.get(path)
                                                .json()
                                                .at("/detail/0/outcome")
                                                .asText()
                                                .equals("started_later"))
                                .isTrue());
    }

    @Test
    void unfitStatusTopicDoesNotKeepAnyoneFromRevoking() throws Exception {
        kafka.createTopic(status, 1, Map.of("message.timestamp.type", "CreateTime"));
        ApiClient client = ready(started(Map.of()));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client.get("/v1/fleet")
                                .json()
                                .path("unavailable")
                                .asText())
                        .contains("message.timestamp.type"));

        Answer answer = revoke(client, "?wait=all&timeout=20s", "one");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().at("/propagation/complete").asBoolean()).isFalse();
        assertThat(answer.json().at("/propagation/unavailable").asText()).contains("message.timestamp.type");
        assertThat(client.get("/v1/fleet").json().path("available").asBoolean()).isFalse();
        JsonNode progress = client.get("/v1/fleet/progress").json();
        assertThat(progress.path("unavailable").asText()).contains("message.timestamp.type");
        assertThat(progress.has("instances"))
                .as("what is not known is not zero")
                .isFalse();
    }

    @Test
    void repetitionWithTheSameKeyWaitsAgain() throws Exception {
        ApiClient client = ready(started(Map.of()));
        fleet(topicId(client), "a");
        awaitApplying(client, 1);
        String body = token("one");
        String key = "5f0c8a44-7f0e-4d0b-9a35-1f2f6a1d7c11";

        Answer first = client.send(post(client, "?wait=all&timeout=20s", body).header("Idempotency-Key", key));
        Answer again = client.send(post(client, "?wait=all&timeout=20s", body).header("Idempotency-Key", key));

        assertThat(again.status()).isEqualTo(first.status()).isEqualTo(201);
        assertThat(again.json().path("id")).isEqualTo(first.json().path("id"));
        assertThat(again.json().at("/propagation/complete").asBoolean()).isTrue();
    }

    @Test
    void repetitionKeepsThePropagationOfTheFirstRecord() throws Exception {
        ApiClient client = ready(started(Map.of()));
        SimulatedFleet fleet = fleet(topicId(client), "a", "b");
        awaitApplying(client, 2);
        String body = token("one");
        Answer first = client.send(post(client, "?wait=all&timeout=20s", body));
        fleet.freeze("b");
        Answer again = client.send(post(client, "?wait=50%25&timeout=20s", body));
        String path = "/v1/revocations/" + again.json().path("id").asText() + "/propagation";

        JsonNode now = client.get(path).json();

        assertThat(again.json().path("outcome").asText()).isEqualTo("unchanged");
        assertThat(now.path("receipt")).isEqualTo(again.json().path("receipt"));
        assertThat(now.path("complete").asBoolean(true)).isFalse();
        assertThat(now.at("/firstRecord/receipt")).isEqualTo(first.json().path("receipt"));
        assertThat(now.at("/firstRecord/complete").asBoolean()).isTrue();
        for (String each : List.of("/appendedAt", "/last/instance", "/last/appliedAt")) {
            assertThat(now.at("/firstRecord" + each)).isEqualTo(first.json().at("/propagation" + each));
        }
    }

    @Test
    void recordsThatAreNoReportsAreCounted() throws Exception {
        ApiClient client = ready(started(Map.of()));
        String topicId = topicId(client);
        await().atMost(LIMIT)
                .until(() -> client.get("/v1/fleet").json().path("available").asBoolean());
        kafka.append(status, "no key".getBytes(StandardCharsets.UTF_8), new byte[] {1});
        kafka.append(status, "[\"instance\",\"pay\",\"a\"]".getBytes(StandardCharsets.UTF_8), null);
        kafka.append(status, "[\"instance\",\"pay\",\"a\"]".getBytes(StandardCharsets.UTF_8), new byte[70_000]);
        SimulatedFleet fleet = fleet(topicId, "a");
        fleet.send(new SimulatedInstance("pay", "liar", topicId)
                .apply(0, 1_000_000, Instant.now())
                .report(Instant.now()));
        fleet.send(new SimulatedInstance("pay", "foreigner", "AAAAAAAAAAAAAAAAAAAAAA")
                .apply(0, 1, Instant.now())
                .report(Instant.now()));

        await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode ignored = client.get("/v1/fleet").json().path("ignoredReports");
            assertThat(ignored.path("unreadable").asInt()).isEqualTo(2);
            assertThat(ignored.path("oversize").asInt()).isEqualTo(1);
            assertThat(ignored.path("past_end").asInt()).isEqualTo(1);
            assertThat(ignored.path("foreign_topic").asInt()).isEqualTo(1);
        });
        awaitApplying(client, 1);
        assertThat(names(client.get("/v1/fleet").json().path("instances"))).containsExactly("a", "foreigner");
        assertThat(client.get("/metrics").response().body())
                .contains("revocast_fleet_reports_ignored_total{reason=\"past_end\"} 1.0")
                .contains("revocast_fleet_instances{state=\"applying\"} 1.0")
                .contains("revocast_fleet_instances{state=\"other_topic\"} 1.0");
    }

    @Test
    void instanceThatReadsAnotherTopicIsNamedAndEnforcesNothing() throws Exception {
        ApiClient client = ready(started(Map.of()));
        fleet(topicId(client), "a");
        String other = TestKafka.uniqueTopicName("staging");
        TopicSettings settings = new TopicSettings(other, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        kafka.createTopic(other, 1, settings.configs());
        try (RevocationList list = RevocationList.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(other)
                .reporting(Reporting.as("staging").withTopic(status))
                .build()) {
            list.start();
            awaitApplying(client, 1);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(client.get("/v1/fleet")
                                    .json()
                                    .at("/states/other_topic")
                                    .asInt())
                            .isEqualTo(1));

            JsonNode propagation =
                    revoke(client, "?wait=all&timeout=20s", "one").json().path("propagation");

            assertThat(propagation.path("complete").asBoolean(true)).isFalse();
            assertThat(propagation.path("applied").asInt()).isEqualTo(1);
            assertThat(propagation.at("/stragglers/0/service").asText()).isEqualTo("staging");
            assertThat(propagation.at("/stragglers/0/state").asText()).isEqualTo("other_topic");
            assertThat(client.get("/v1/fleet").json().path("instances").findValuesAsText("topic"))
                    .contains(other);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(client.get("/v1/overview")
                                    .json()
                                    .path("alarms")
                                    .findValuesAsText("kind"))
                            .contains("other_topic_instances"));
        }
    }

    @Test
    void runningListIsPartOfTheFleet() throws Exception {
        ApiClient client = ready(started(Map.of()));
        revoke(client, "", "first");
        try (RevocationList list = RevocationList.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .reporting(Reporting.as("payments").withTopic(status))
                .build()) {
            list.start();
            awaitApplying(client, 1);

            Answer answer = revoke(client, "?wait=service:payments&timeout=20s", "one");

            assertThat(answer.json().at("/propagation/complete").asBoolean()).isTrue();
            assertThat(answer.json().at("/propagation/last/service").asText()).isEqualTo("payments");
        }
        await().atMost(LIMIT)
                .until(() -> client.get("/v1/fleet").json().at("/states/left").asInt() == 1);
    }

    @Test
    void canaryIsMeasuredAndHidden() throws Exception {
        ApiClient client = ready(started(Map.of("fleet.canary-interval", "PT1S")));
        SimulatedFleet fleet = fleet(topicId(client), "a", "b");
        awaitApplying(client, 2);

        await().atMost(LIMIT)
                .until(() -> client.get("/metrics").response().body().contains("revocast_fleet_canary_seconds_count"));
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(1);
        assertThat(client.send(client.request("/v1/revocations").header("Accept", "application/x-ndjson"))
                        .response()
                        .body())
                .doesNotContain("canary");
        assertThat(client.revoke(token("one").replace("https://issuer", "urn:revocast:canary"))
                        .status())
                .isEqualTo(403);
        assertThat(client.get("/health/ready").response().body()).doesNotContain("canary");

        fleet.freeze("b");
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(client.get("/health/ready").response().body())
                                .contains("the canary did not arrive at every instance: 1 of 2")
                                .contains("pay/b"));
        assertThat(client.get("/health/ready").status()).isEqualTo(200);

        fleet.thaw("b");
        await().atMost(LIMIT)
                .until(() -> !client.get("/health/ready").response().body().contains("canary"));
    }

    @Test
    void thousandInstancesAreShown() throws Exception {
        ApiClient client = ready(started(Map.of()));
        String[] names = new String[1_000];
        for (int i = 0; i < names.length; i++) {
            names[i] = "i-" + i;
        }
        fleet(topicId(client), names);
        awaitApplying(client, names.length);

        Answer answer = revoke(client, "?wait=all&timeout=30s", "one");

        assertThat(answer.json().at("/propagation/complete").asBoolean()).isTrue();
        assertThat(answer.json().at("/propagation/applied").asInt()).isEqualTo(1_000);
        assertThat(client.get("/v1/fleet").json().path("instances")).hasSize(1_000);
        Answer progress = client.get("/v1/fleet/progress");
        assertThat(progress.response().body()).hasSizeLessThan(4_096);
        assertThat(applied(progress.json(), answer.json().path("receipt"))).isEqualTo(1_000);
    }

    /** As a page computes it. */
    private static int applied(JsonNode progress, JsonNode receipt) {
        assertThat(progress.path("topicId")).isEqualTo(receipt.path("topicId"));
        JsonNode next = progress.path("partitions")
                .path(receipt.path("partition").asInt())
                .path("next");
        return StreamSupport.stream(next.spliterator(), false)
                .filter(step ->
                        step.path("offset").asLong() > receipt.path("offset").asLong())
                .mapToInt(step -> step.path("instances").asInt())
                .sum();
    }
}
