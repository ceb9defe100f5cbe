package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.config.Sources;
import io.revocast.consumer.Reporting;
import io.revocast.consumer.RevocationList;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The endpoints of the console, of a publisher with real lists that report to it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverviewIT {
    private static final String KEY = ApiKey.generate();
    private static final String LIMITED = ApiKey.generate();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TestKafka kafka = TestKafka.shared();
    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final String status = TestKafka.uniqueTopicName("status");
    private final Publisher publisher = publisher();
    private final RevocationList payments = list("payments");
    private final RevocationList shop = list("shop");
    private ApiClient client = new ApiClient(0, KEY);
    private ApiClient limited = new ApiClient(0, LIMITED);

    private Publisher publisher() {
        Map<String, String> flags = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.name",
                topic,
                "fleet.topic",
                status,
                "audit.topic",
                TestKafka.uniqueTopicName("audit"),
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read reinstate break-glass audit"),
                "api-keys.limited",
                ApiKey.line(LIMITED, "token read issuer=https://two")));
        try {
            return new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        } catch (Exception e) {
            throw new AssertionError("the settings are complete", e);
        }
    }

    private RevocationList list(String service) {
        return RevocationList.builder()
                .bootstrapServers(kafka.bootstrapServers())
                .topic(topic)
                .reporting(Reporting.as(service).withTopic(status))
                .build();
    }

    @BeforeAll
    void start() throws Exception {
        publisher.start();
        client = new ApiClient(publisher.port(), KEY);
        limited = new ApiClient(publisher.port(), LIMITED);
        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
        payments.start();
        shop.start();
        await().atMost(LIMIT).until(() -> overview(client).at("/fleet/upToDate").asInt() == 2);
    }

    @AfterAll
    void stop() {
        payments.close();
        shop.close();
        publisher.close();
    }

    private static JsonNode overview(ApiClient client) throws Exception {
        Answer answer = client.get("/v1/overview");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer.json();
    }

    private Answer revoke(String issuer, String jti) throws Exception {
        return client.send(client.request("/v1/revocations?wait=all&timeout=20s")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\":{\"kind\":\"token\",\"issuer\":\"" + issuer
                        + "\",\"jti\":\"" + jti + "\"},\"expiresAt\":\""
                        + Instant.now().plusSeconds(3600) + "\"}")));
    }

    private static long known(JsonNode series) {
        return StreamSupport.stream(series.spliterator(), false)
                .filter(JsonNode::isNumber)
                .count();
    }

    @Test
    void overviewShowsWhatWasRevokedAndHowItSpread() throws Exception {
        long before = overview(client).at("/live/total").asLong();
        String id = revoke("https://one", "a").json().path("id").asText();
        String second = revoke("https://two", "b").json().path("id").asText();

        await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode now = overview(client);
            assertThat(now.at("/live/total").asLong()).isGreaterThanOrEqualTo(before + 2);
            assertThat(overview(limited).at("/propagation/last/id").asText()).isEqualTo(second);
            assertThat(overview(limited).at("/propagation/last/complete").asBoolean())
                    .isTrue();
        });
        JsonNode all = overview(client);
        assertThat(all.at("/state").asText()).isEqualTo("current");
        assertThat(all.has("stale")).isFalse();
        assertThat(all.at("/live/token").asLong())
                .isEqualTo(all.at("/live/total").asLong());
        assertThat(all.at("/live/claim").asLong(-1)).isZero();
        assertThat(all.at("/fleet/instances").asInt()).isEqualTo(2);
        assertThat(all.at("/audit/available").asBoolean()).isTrue();
        assertThat(all.at("/kafka/available").asBoolean()).isTrue();
        assertThat(all.path("alarms")).as(all.path("alarms").toString()).isEmpty();
        assertThat(all.at("/propagation/maxMillis").isNumber()).isTrue();
        assertThat(all.at("/propagation/last/last/service").asText()).isIn("payments", "shop");
        assertThat(all.at("/series/revocations")).hasSize(360);

        JsonNode some = overview(limited);
        assertThat(some.at("/live/total").asLong()).isEqualTo(1);
        assertThat(some.at("/propagation/waves").asInt()).isEqualTo(1);
        assertThat(some.at("/propagation/last/id").asText()).isEqualTo(second);
        assertThat(some.toString()).doesNotContain("https://one").doesNotContain(id);

        // The present step is not shown, and the first is not known.
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(known(overview(client).at("/series/maxMillis")))
                        .isPositive());
        assertThat(overview(client).at("/series/revocations/0").isNull()).isTrue();
    }

    @Test
    void propagationListsTheObservedRevocations() throws Exception {
        String id = revoke("https://three", "c").json().path("id").asText();

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client.get("/v1/propagation")
                                .json()
                                .at("/waves/0/complete")
                                .asBoolean())
                        .isTrue());
        JsonNode report = client.get("/v1/propagation?limit=1").json();
        assertThat(report.path("waves")).hasSize(1);
        assertThat(report.at("/waves/0/id").asText()).isEqualTo(id);
        assertThat(report.at("/waves/0/instances").asInt()).isEqualTo(2);
        assertThat(report.path("services"))
                .extracting(each -> each.path("service").asText())
                .containsExactly("payments", "shop");
        assertThat(StreamSupport.stream(report.path("histogram").spliterator(), false)
                        .mapToInt(each -> each.path("count").asInt())
                        .sum())
                .isEqualTo(report.at("/services/0/applied").asInt()
                        + report.at("/services/1/applied").asInt());

        Answer table = client.send(client.request("/v1/propagation").header("Accept", "text/csv"));
        assertThat(table.header("Content-Type")).startsWith("text/csv");
        assertThat(table.header("Content-Disposition")).contains("propagation.csv");
        assertThat(table.response().body().lines().limit(2))
                .satisfiesExactly(
                        heading -> assertThat(heading).startsWith("id,kind,issuer,"),
                        first -> assertThat(first).startsWith(id + ",token,https://three,"));
        assertThat(limited.get("/v1/propagation").response().body())
                .doesNotContain("https://one")
                .doesNotContain("https://three")
                .doesNotContain("sampled");
    }

    @Test
    void topicsAreShownAsTheyAre() throws Exception {
        Answer answer = client.get("/v1/topic");

        JsonNode topics = answer.json().path("topics");
        assertThat(topics).as(answer.response().body()).hasSize(3);
        assertThat(topics)
                .extracting(each -> each.path("role").asText())
                .containsExactly("revocations", "audit", "status");
        assertThat(topics).allSatisfy(each -> {
            assertThat(each.path("fit").asBoolean()).isTrue();
            assertThat(each.path("access"))
                    .isNotEmpty()
                    .allSatisfy(
                            right -> assertThat(right.path("ok").asBoolean()).isTrue());
            assertThat(each.at("/partitions/0/leader").isNumber()).isTrue();
        });
        assertThat(topics.at("/0/topicId"))
                .isEqualTo(client.get("/v1/fleet/progress").json().path("topicId"));
        assertThat(topics.at("/0/partitions/0/end").asLong()).isPositive();
        assertThat(limited.get("/v1/topic").status()).isEqualTo(403);
    }

    @Test
    void callerThatMayNotReadIsRefused() throws Exception {
        assertThat(new ApiClient(publisher.port(), ApiKey.generate())
                        .get("/v1/overview")
                        .status())
                .isEqualTo(401);
    }
}
