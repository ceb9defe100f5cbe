package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.revocast.config.Sources;
import io.revocast.consumer.Freshness;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class PublisherIT {
    private static final String KEY = ApiKey.generate();

    @TempDir
    private Path directory;

    private final String topic = TestKafka.uniqueTopicName("revocations");
    private final List<Publisher> running = new ArrayList<>();

    @AfterEach
    void stop() {
        running.forEach(Publisher::close);
    }

    private ApiClient publisher(TestKafka kafka, Map<String, String> more) throws Exception {
        Map<String, String> flags = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
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

    private static ApiClient ready(ApiClient client) {
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> client.get("/health/ready").status() == 200);
        return client;
    }

    private static String token(String jti) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"" + jti + "\"},\"expiresAt\":\""
                + Instant.now().plusSeconds(3600) + "\"}";
    }

    @Test
    void everyKindOfTargetIsCreatedOnceAndThenKnown() throws Exception {
        ApiClient client = ready(publisher(TestKafka.shared(), Map.of()));
        // Without expiresAt, a repetition in a later second would extend the revocation of a cut-off.
        String cutOff = "\"issuedBefore\":\"" + Instant.now().minusSeconds(5) + "\",\"expiresAt\":\""
                + Instant.now().plusSeconds(60) + "\"}";
        for (String entry : List.of(
                token("t1"),
                "{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer\",\"name\":\"sub\",\"value\":\"al\\\"ice\"},"
                        + cutOff,
                "{\"target\":{\"kind\":\"key\",\"issuer\":\"https://issuer\",\"kid\":\"k1\"}," + cutOff,
                "{\"target\":{\"kind\":\"issuer\",\"issuer\":\"https://issuer\"}," + cutOff)) {
            Answer created = client.revokeConfirmed(entry);
            Answer again = client.revokeConfirmed(entry);

            assertThat(created.status()).as(created.response().body()).isEqualTo(201);
            assertThat(again.status()).isEqualTo(200);
            assertThat(again.json().path("outcome").asText()).isEqualTo("unchanged");
            assertThat(again.json().path("id")).isEqualTo(created.json().path("id"));
            assertThat(again.json().at("/receipt/offset").asLong())
                    .isGreaterThan(created.json().at("/receipt/offset").asLong());
            assertThat(client.get("/v1/revocations/" + created.json().path("id").asText())
                            .json()
                            .path("target"))
                    .isEqualTo(created.json().path("target"));
        }
        assertThat(client.get("/v1/revocations").json().path("revocations")).hasSize(4);
    }

    @Test
    void batchIsAllOrNothing() throws Exception {
        ApiClient client = ready(publisher(TestKafka.shared(), Map.of("topic.partitions", "3")));
        StringBuilder entries = new StringBuilder(token("b0"));
        for (int i = 1; i < 1000; i++) {
            entries.append(',').append(token("b" + i));
        }

        Answer bad = client.revoke("{\"revocations\":[" + entries.toString().replace("\"b997\"", "\"\"") + "]}");
        int afterBad = client.get("/v1/revocations").json().path("revocations").size();
        Answer good = client.revoke("{\"revocations\":[" + entries + "]}");

        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.json().path("index").asInt()).isEqualTo(997);
        assertThat(afterBad).isZero();
        assertThat(good.status()).isEqualTo(201);
        assertThat(good.json().path("revocations"))
                .hasSize(1000)
                .allMatch(each -> each.path("outcome").asText().equals("created"));
    }

    @Test
    void pastedTokenIsVerifiedAndOnlyItsNameGoesOn() throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("k1").generate();
        Path keys = Files.writeString(directory.resolve("jwks.json"), new JWKSet(key.toPublicJWK()).toString(false));
        ApiClient client = ready(publisher(
                TestKafka.shared(),
                Map.of(
                        "issuers.main.iss",
                        "https://issuer",
                        "issuers.main.jwks-file",
                        keys.toString(),
                        "audit.topic",
                        topic + ".audit")));
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(),
                new Payload("{\"iss\":\"https://issuer\",\"exp\":"
                        + Instant.now().plusSeconds(600).getEpochSecond() + "}"));
        token.sign(new RSASSASigner(key));
        String raw = token.serialize();

        Answer forged = client.revoke("{\"token\":\"" + raw.substring(0, raw.lastIndexOf('.')) + ".c2ln\"}");
        Answer created = client.revoke("{\"token\":\"" + raw + "\",\"reason\":\"logout\"}");

        assertThat(forged.status()).isEqualTo(422);
        assertThat(created.status()).as(created.response().body()).isEqualTo(201);
        assertThat(created.json().path("target").path("fingerprint").asText())
                .isEqualTo(Target.Token.fingerprint(raw.substring(0, raw.lastIndexOf('.'))));
        List<String> records = records(topic, 1);
        assertThat(records.get(0))
                .startsWith("[\"token\",\"https://issuer\",\"sha256:")
                .contains("{\"v\":1,\"op\":\"revoke\",\"id\":\"")
                .contains("\"reason\":\"logout\",\"by\":\"test\"}");
        String payload = raw.split("\\.", -1)[1];
        assertThat(records.get(0)).doesNotContain(payload);
        assertThat(records(topic + ".audit", 4))
                .as("opened, refused, granted, confirmed")
                .hasSize(4)
                .allSatisfy(entry -> assertThat(entry).doesNotContain(payload).doesNotContain("c2ln"));
    }

    /** Reads the topic as any plain consumer sees it, without heartbeats: key, a space, value. */
    private static List<String> records(String topic, int expected) {
        List<String> records = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", TestKafka.shared().bootstrapServers()),
                new StringDeserializer(),
                new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(30, TimeUnit.SECONDS).until(() -> {
                for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(100))) {
                    if (each.key() == null || !each.key().startsWith("[\"heartbeat\",")) {
                        records.add(each.key() + " " + each.value());
                    }
                }
                return records.size() >= expected;
            });
        }
        return records;
    }

    @Test
    void oneOfFiftySimultaneousRequestsAtTwoPublishersIsCreated() throws Exception {
        List<ApiClient> clients =
                List.of(ready(publisher(TestKafka.shared(), Map.of())), ready(publisher(TestKafka.shared(), Map.of())));
        String entry = token("contended");
        ExecutorService callers = Executors.newFixedThreadPool(50);
        List<Future<Answer>> pending = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                ApiClient client = clients.get(i % 2);
                Callable<Answer> call = () -> client.revoke(entry);
                pending.add(callers.submit(call));
            }
            List<Integer> statuses = new ArrayList<>();
            List<JsonNode> ids = new ArrayList<>();
            for (Future<Answer> answer : pending) {
                statuses.add(answer.get(60, TimeUnit.SECONDS).status());
                ids.add(answer.get().json().path("id"));
            }
            assertThat(statuses).containsOnly(200, 201);
            assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
            assertThat(ids).containsOnly(ids.get(0));
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void restartedPublisherKnowsWhatWasRevoked() throws Exception {
        ApiClient first = ready(publisher(TestKafka.shared(), Map.of()));
        String entry = token("kept");
        String id = first.revoke(entry).json().path("id").asText();
        running.remove(0).close();

        ApiClient second = ready(publisher(TestKafka.shared(), Map.of()));

        assertThat(second.revoke(entry).status()).isEqualTo(200);
        assertThat(second.get("/v1/revocations/" + id).status()).isEqualTo(200);
    }

    @Test
    void revocationThatSomebodyOverwroteIsAppendedAgain() throws Exception {
        ApiClient client = ready(publisher(TestKafka.shared(), Map.of()));
        client.revoke(token("victim"));
        byte[] key = "[\"token\",\"https://issuer\",\"victim\"]".getBytes(StandardCharsets.UTF_8);

        TestKafka.shared().append(topic, key, "garbage".getBytes(StandardCharsets.UTF_8));

        List<String> records = records(topic, 3);
        assertThat(records.get(1)).endsWith(" garbage");
        assertThat(records.get(2)).contains("\"op\":\"revoke\"");
    }

    @Test
    void itsHeartbeatsKeepReadersCurrentThatAskForThemAndItsSilenceDoesNot() throws Exception {
        ready(publisher(TestKafka.shared(), Map.of("topic.partitions", "3")));
        try (RevocationList list = RevocationList.builder()
                .bootstrapServers(TestKafka.shared().bootstrapServers())
                .topic(topic)
                .freshness(Freshness.HEARTBEAT)
                .maxStaleness(Duration.ofSeconds(10))
                .build()) {
            list.start();
            assertThat(list.awaitCurrent(Duration.ofSeconds(30))).isTrue();
            assertThat(list.status().entries()).isZero();

            running.remove(0).close();

            await().atMost(20, TimeUnit.SECONDS).until(() -> list.state() == State.STALE);
            assertThat(list.status().cause()).startsWith("no publisher has sent a heartbeat for ");
        }
    }

    @Test
    void publisherWithoutBrokerIsLiveButNotReadyAndWritesNothing() throws Exception {
        try (TestKafka kafka = TestKafka.start()) {
            kafka.stopBroker();
            ApiClient client = publisher(kafka, Map.of());

            assertThat(client.get("/health/live").status()).isEqualTo(200);
            Answer notReady = client.get("/health/ready");
            Answer refused = client.revoke(token("t1"));
            kafka.restartBroker();

            assertThat(notReady.status()).isEqualTo(503);
            assertThat(notReady.json().path("cause").asText()).isNotEmpty();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(ready(client).revoke(token("t1")).status()).isEqualTo(201);
        }
    }

    @Test
    void brokerThatStopsDuringPublishIs503AndNothingIsClaimed() throws Exception {
        Map<String, String> impatient = Map.of(
                "kafka.properties.max.block.ms", "2000",
                "kafka.properties.request.timeout.ms", "1500",
                "kafka.properties.delivery.timeout.ms", "3000");
        try (TestKafka kafka = TestKafka.start()) {
            ApiClient client = ready(publisher(kafka, impatient));
            assertThat(client.revoke(token("before")).status()).isEqualTo(201);

            kafka.stopBroker();
            Answer down = client.revoke("{\"revocations\":[" + token("down1") + "," + token("down2") + "]}");
            kafka.restartBroker();

            assertThat(down.status()).as(down.response().body()).isEqualTo(503);
            assertThat(down.header("Retry-After")).isEqualTo("1");
            assertThat(down.json().path("type").asText())
                    .isIn("urn:revocast:problem:log-unavailable", "urn:revocast:problem:not-confirmed");
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> client.revoke(token("after")).status() < 300);
        }
    }
}
