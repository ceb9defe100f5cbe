package io.revocast.publisher;

import io.revocast.config.Sources;
import io.revocast.embedded.CapturedLog;
import io.revocast.embedded.SecureKafka;
import io.revocast.embedded.TestKafka;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A publisher before a broker that asks who it is and what it may do. */
class SecuredPublisherIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String KEY = ApiKey.generate();
    private static final String PASSWORD = "correct-" + UUID.randomUUID();

    private static SecureKafka kafka;

    /** A user for each test, because a principal that may write anywhere is refused in another way than one that may not. */
    private final String user = "publisher-" + UUID.randomUUID();

    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final List<Publisher> running = new ArrayList<>();
    private CapturedLog log;

    @BeforeAll
    static void startBroker() {
        kafka = SecureKafka.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.close();
    }

    @BeforeEach
    void addUser() {
        kafka.setPassword(user, PASSWORD);
        log = new CapturedLog();
    }

    @AfterEach
    void noSecretWasLogged() {
        running.forEach(Publisher::close);
        log.close();
        assertThat(log.text()).contains("publisher started").doesNotContain(PASSWORD, KEY);
    }

    private void createTopic() {
        TopicSettings settings = new TopicSettings(topic, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        kafka.asAdministrator().createTopic(topic, 1, settings.configs());
    }

    private void allow(AclOperation... operations) {
        kafka.allow("User:" + user, topic, operations);
    }

    private ApiClient start(String password) throws Exception {
        return start(password, Map.of());
    }

    private ApiClient start(String password, Map<String, String> more) throws Exception {
        Map<String, String> flags = new HashMap<>();
        kafka.withPassword(user, password).forEach((name, value) -> flags.put("kafka.properties." + name, value));
        flags.remove("kafka.properties.bootstrap.servers");
        flags.put("audit.topic", "none");
        flags.putAll(Map.of(
                "kafka.bootstrap.servers",
                kafka.passwordAddress(),
                "topic.name",
                topic,
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "* read reinstate break-glass audit introspect report")));
        flags.putAll(more);
        Publisher publisher = new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        running.add(publisher);
        publisher.start();
        return new ApiClient(publisher.port(), KEY);
    }

    private static Answer revoke(ApiClient client, String jti) throws Exception {
        return client.revoke(token(jti));
    }

    private static String token(String jti) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"" + jti + "\"},\"expiresAt\":\""
                + Instant.now().plusSeconds(3600) + "\"}";
    }

    /** The words, without the time since when they hold. */
    private static String cause(Answer answer) throws IOException {
        return answer.json().path("cause").asText().replaceAll(", since \\S+$", "");
    }

    private static void awaitReadiness(ApiClient client, int status, String cause) {
        await().atMost(LIMIT).untilAsserted(() -> {
            Answer answer = client.get("/health/ready");
            assertThat(cause(answer)).isEqualTo(cause);
            assertThat(answer.status()).isEqualTo(status);
        });
    }

    private static void awaitCreated(ApiClient client, String jti) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(revoke(client, jti).status()).isIn(200, 201));
    }

    private void refusesForWantOfWrite(ApiClient client, String jti) {
        await().atMost(LIMIT).untilAsserted(() -> {
            Answer refused = revoke(client, jti);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().path("detail").asText())
                    .contains("this publisher's principal lacks WRITE on topic " + topic + "; nothing was written");
        });
    }

    @Test
    void readAndWriteOnAFitTopicIsAllThatItNeeds() throws Exception {
        createTopic();
        allow(AclOperation.READ, AclOperation.WRITE);

        ApiClient client = start(PASSWORD);

        awaitReadiness(
                client,
                200,
                "the settings of topic " + topic
                        + " are not verified: this publisher's principal lacks DESCRIBE_CONFIGS on it; settings"
                        + " unverified: this client's principal lacks DESCRIBE_CONFIGS on topic " + topic
                        + "; grant it, or rely on the publisher, which verifies them");
        assertThat(revoke(client, "one").status()).isEqualTo(201);
    }

    @Test
    void reportsThatMayNotBeReadMakePropagationUnavailableAndRevokingWorks() throws Exception {
        createTopic();
        allow(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        String status = TestKafka.uniqueTopicName("status");
        kafka.asAdministrator()
                .createTopic(
                        status,
                        1,
                        Map.of("cleanup.policy", "compact,delete", "message.timestamp.type", "LogAppendTime"));
        kafka.allow("User:" + user, status, AclOperation.DESCRIBE);
        ApiClient client = start(PASSWORD, Map.of("fleet.topic", status));
        String why = "this publisher's principal lacks READ or DESCRIBE on topic " + status;
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client.get("/v1/fleet")
                                .json()
                                .path("unavailable")
                                .asText())
                        .isEqualTo(why));

        Answer answer = client.send(client.request("/v1/revocations?wait=all&timeout=20s")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(token("one"))));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().at("/propagation/complete").asBoolean(true)).isFalse();
        assertThat(answer.json().at("/propagation/unavailable").asText()).isEqualTo(why);
        String path = "/v1/revocations/" + answer.json().path("id").asText() + "/propagation";
        assertThat(client.get(path).json().path("unavailable").asText()).isEqualTo(why);
        assertThat(client.get("/health/ready").status()).isEqualTo(200);

        kafka.allow("User:" + user, status, AclOperation.READ);

        await().atMost(LIMIT)
                .until(() -> client.get("/v1/fleet").json().path("available").asBoolean());
    }

    @Test
    void withoutWriteNothingIsClaimedAndGivenBackItWorks() throws Exception {
        createTopic();
        allow(AclOperation.READ, AclOperation.DESCRIBE_CONFIGS);
        ApiClient client = start(PASSWORD);
        // Without a heartbeat of its own it cannot compare its clock with the brokers'.
        awaitReadiness(
                client,
                503,
                "the brokers' time is not known: this publisher's principal lacks WRITE on topic " + topic);

        refusesForWantOfWrite(client, "one");
        allow(AclOperation.WRITE);
        awaitReadiness(client, 200, "");
        awaitCreated(client, "one");
        kafka.withdraw("User:" + user, topic, AclOperation.WRITE);
        refusesForWantOfWrite(client, "two");
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(1);
        allow(AclOperation.WRITE);
        awaitCreated(client, "two");
    }

    @Test
    void withoutCreateItSaysWhichRightOrCommandMakesTheTopic() throws Exception {
        allow(AclOperation.READ, AclOperation.WRITE);
        ApiClient client = start(PASSWORD);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(
                                client.get("/health/ready").json().path("cause").asText())
                        .startsWith("this publisher's principal lacks CREATE on topic " + topic
                                + ", which does not exist; grant it, or make the topic with: kafka-topics.sh"
                                + " --bootstrap-server "
                                + kafka.passwordAddress() + " --create --topic " + topic + " --partitions 1"));
        assertThat(revoke(client, "one").status()).isEqualTo(503);
        allow(AclOperation.CREATE);

        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
        assertThat(revoke(client, "one").status()).isEqualTo(201);
    }

    @Test
    void withNoRightAtAllItSaysWhatItLacks() throws Exception {
        createTopic();
        ApiClient client = start(PASSWORD);

        awaitReadiness(
                client,
                503,
                "this publisher's principal lacks DESCRIBE on topic " + topic
                        + "; this client's principal lacks DESCRIBE on topic " + topic
                        + "; grant it READ, which includes DESCRIBE");
    }

    @Test
    void aWrongPasswordIsSaidAndMendedWithoutARestart() throws Exception {
        createTopic();
        allow(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE_CONFIGS);
        ApiClient client = start(PASSWORD + "-not");

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(cause(client.get("/health/ready")))
                        .endsWith(
                                "the broker at " + kafka.passwordAddress() + " refused this client's credentials; check"
                                        + " sasl.jaas.config, and whether the user exists"));
        assertThat(revoke(client, "one").status()).isEqualTo(503);
        kafka.setPassword(user, PASSWORD + "-not");

        await().atMost(LIMIT).until(() -> client.get("/health/ready").status() == 200);
        assertThat(revoke(client, "one").status()).isEqualTo(201);
    }
}
