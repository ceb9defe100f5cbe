package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.embedded.SecureKafka;
import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.settings.PublisherConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A publisher and its audit topic, before a broker that asks who may do what. */
class PublisherAuditIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String KEY = ApiKey.generate();
    private static final String PASSWORD = "correct-" + UUID.randomUUID();

    private static SecureKafka kafka;

    private final String user = "publisher-" + UUID.randomUUID();
    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final String audit = TestKafka.uniqueTopicName("audit");
    private final List<Publisher> running = new ArrayList<>();

    @BeforeAll
    static void startBroker() {
        kafka = SecureKafka.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @AfterEach
    void stop() {
        running.forEach(Publisher::close);
    }

    private ApiClient start(AclOperation... onAudit) throws Exception {
        kafka.setPassword(user, PASSWORD);
        kafka.asAdministrator()
                .createTopic(
                        topic,
                        1,
                        new TopicSettings(topic, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME).configs());
        kafka.allow("User:" + user, topic, AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        kafka.allow("User:" + user, audit, onAudit);
        Map<String, String> flags = new HashMap<>();
        kafka.withPassword(user, PASSWORD).forEach((name, value) -> flags.put("kafka.properties." + name, value));
        flags.remove("kafka.properties.bootstrap.servers");
        flags.putAll(Map.of(
                "kafka.bootstrap.servers",
                kafka.passwordAddress(),
                "topic.name",
                topic,
                "audit.topic",
                audit,
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read audit")));
        Publisher publisher = new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        running.add(publisher);
        publisher.start();
        return new ApiClient(publisher.port(), KEY);
    }

    private void createAudit() {
        kafka.asAdministrator()
                .createTopic(audit, 1, new AuditTopicPlan(audit, null, true, Duration.ofDays(400)).configs(1, 1));
    }

    private static void awaitCause(ApiClient client, String cause) {
        await().atMost(LIMIT).untilAsserted(() -> {
            ApiClient.Answer answer = client.get("/health/ready");
            assertThat(answer.json().path("cause").asText()).isEqualTo(cause);
            assertThat(answer.status()).isEqualTo(cause.isEmpty() ? 200 : 503);
        });
    }

    @Test
    void missingRightOnTheAuditIsNamedAndMendedWithoutARestart() throws Exception {
        createAudit();
        ApiClient client = start(AclOperation.DESCRIBE_CONFIGS, AclOperation.DESCRIBE);

        awaitCause(client, "this publisher's principal lacks WRITE on topic " + audit + "; nothing was written");
        kafka.allow("User:" + user, audit, AclOperation.WRITE);
        awaitCause(client, "");
        String unread = client.get("/v1/audit").json().path("detail").asText();
        kafka.allow("User:" + user, audit, AclOperation.READ);

        assertThat(unread).isEqualTo("this publisher's principal lacks READ on topic " + audit);
        await().atMost(LIMIT).until(() -> client.get("/v1/audit").status() == 200);
    }

    @Test
    void missingRightToReadWhatOthersWroteIsNamed() throws Exception {
        createAudit();
        kafka.asAdministrator().append(audit, null, new byte[] {1});
        ApiClient client = start(AclOperation.DESCRIBE_CONFIGS, AclOperation.WRITE);

        // Without the audit it cannot be told either whether an earlier topic was lost.
        String lacking = "this publisher's principal lacks READ on topic " + audit;
        await().atMost(LIMIT).untilAsserted(() -> {
            ApiClient.Answer answer = client.get("/health/ready");
            assertThat(answer.json().path("cause").asText())
                    .contains("whether revocations were lost with topic ", " cannot be told: " + lacking)
                    .endsWith(lacking + "; nothing was written");
            assertThat(answer.status()).isEqualTo(503);
        });
    }

    @Test
    void missingTopicIsSaidWithTheCommandThatMakesIt() throws Exception {
        ApiClient client = start(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                client.get("/health/ready").json().path("cause").asText())
                        .startsWith("this publisher's principal lacks CREATE on topic " + audit)
                        .contains("kafka-topics.sh --bootstrap-server " + kafka.passwordAddress() + " --create --topic "
                                + audit + " --partitions 1 ")
                        .contains(" --config cleanup.policy=delete "));
    }

    @Test
    void whatIsDecidedIsReadAndVerifiedOverHttp() throws Exception {
        createAudit();
        ApiClient client = start(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        awaitCause(client, "");

        ApiClient.Answer revoked = client.revoke(
                "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"5f0c\"},\"reason\":\"logout\"}");

        assertThat(revoked.status()).as(revoked.response().body()).isEqualTo(201);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                client.get("/v1/audit").json().path("entries").findValuesAsText("decision"))
                        .containsExactly("granted", "confirmed"));
        assertThat(client.get("/v1/audit").json().path("entries").findValuesAsText("requestId"))
                .containsOnly(revoked.header("X-Request-Id"));
        assertThat(client.get("/v1/audit/verification").response().body())
                .isEqualTo("{\"intact\":true,\"complete\":true,\"entries\":2,\"chains\":1,\"open\":1,\"breaks\":[],"
                        + "\"allBreaks\":0,\"first\":0,\"last\":2}");
    }

    @Test
    void unfitAuditTopicEndsThePublisher() throws Exception {
        kafka.asAdministrator().createTopic(audit, 1, Map.of("cleanup.policy", "compact"));
        start(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);

        assertThat(running.get(0).unfit().get(30, TimeUnit.SECONDS))
                .startsWith("topic " + audit + " is not fit to hold the audit:");
    }
}
