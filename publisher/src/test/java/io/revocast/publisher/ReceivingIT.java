package io.revocast.publisher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Identity providers with real keys, and a real broker behind the publisher. */
class ReceivingIT {
    private static final String KEY = ApiKey.generate();
    private static final String LOGOUT_EVENT = "\"http://schemas.openid.net/event/backchannel-logout\":{}";
    private static final String SESSION_REVOKED =
            "\"https://schemas.openid.net/secevent/caep/event-type/session-revoked\":{}";

    @TempDir
    private Path directory;

    private final String topic = TestKafka.uniqueTopicName("received");
    private final List<Publisher> running = new ArrayList<>();
    private RSAKey key;

    @BeforeEach
    void makeKey() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
    }

    @AfterEach
    void stop() {
        running.forEach(Publisher::close);
    }

    private ApiClient publisher(TestKafka kafka, Map<String, String> more) throws Exception {
        Path keys = Files.writeString(directory.resolve("jwks.json"), new JWKSet(key.toPublicJWK()).toString());
        Map<String, String> flags = new HashMap<>(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "topic.name",
                topic,
                "http.port",
                "0",
                "api-keys.test",
                ApiKey.line(KEY, "claim read report"),
                "issuers.idp.iss",
                "https://idp.example",
                "issuers.idp.jwks-file",
                keys.toString(),
                "issuers.idp.logout-audience",
                "shop",
                "issuers.idp.ssf-audience",
                "https://revocast.example"));
        flags.putAll(more);
        Publisher publisher = new Publisher(PublisherConfig.load(new Sources(flags, Map.of(), Map.of(), null), false));
        running.add(publisher);
        publisher.start();
        ApiClient client = new ApiClient(publisher.port(), KEY);
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> client.get("/health/ready").status() == 200);
        return client;
    }

    private String signed(RSAKey with, String type, String claims) throws Exception {
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID("k1")
                        .type(new JOSEObjectType(type))
                        .build(),
                new Payload("{\"iss\":\"https://idp.example\",\"jti\":\"m1\",\"iat\":"
                        + Instant.now().getEpochSecond() + "," + claims + "}"));
        token.sign(new RSASSASigner(with));
        return token.serialize();
    }

    private String logoutToken(RSAKey with) throws Exception {
        return signed(
                with,
                "logout+jwt",
                "\"aud\":\"shop\",\"exp\":" + Instant.now().plusSeconds(60).getEpochSecond()
                        + ",\"sid\":\"s1\",\"events\":{" + LOGOUT_EVENT + "}");
    }

    private String event(RSAKey with) throws Exception {
        return signed(
                with,
                "secevent+jwt",
                "\"aud\":\"https://revocast.example\",\"events\":{" + SESSION_REVOKED
                        + "},\"sub_id\":{\"format\":\"iss_sub\",\"iss\":\"https://idp.example\",\"sub\":\"alice\"}");
    }

    private static Answer logout(ApiClient client, String token) throws Exception {
        return client.send(client.request("/backchannel-logout")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("logout_token=" + token)));
    }

    private static Answer post(ApiClient client, String path, String json) throws Exception {
        return client.send(
                client.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private static Answer push(ApiClient client, String token) throws Exception {
        return client.send(client.request("/ssf/events")
                .header("Content-Type", "application/secevent+jwt")
                .POST(BodyPublishers.ofString(token)));
    }

    private static List<String> revoked(ApiClient client) throws Exception {
        List<String> revoked = new ArrayList<>();
        client.get("/v1/revocations")
                .json()
                .path("revocations")
                .forEach(each -> revoked.add(each.path("target").path("name").asText() + "="
                        + each.path("target").path("value").asText() + " by "
                        + each.path("by").asText()));
        return revoked;
    }

    @Test
    void logoutAndSecurityEventAreCommittedWhenTheyAreAcknowledged() throws Exception {
        ApiClient client = publisher(TestKafka.shared(), Map.of());

        Answer logout = logout(client, logoutToken(key));
        Answer event = push(client, event(key));

        assertThat(logout.status()).as(logout.response().body()).isEqualTo(200);
        assertThat(event.status()).as(event.response().body()).isEqualTo(202);
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(revoked(client))
                        .containsExactlyInAnyOrder("sid=s1 by issuer:idp", "sub=alice by issuer:idp"));
    }

    /** The event as Okta publishes it: the subject inside, without format around its members, and milliseconds. */
    @Test
    void eventOfOktaIsCommitted() throws Exception {
        ApiClient client = publisher(TestKafka.shared(), Map.of("issuers.idp.subject-claim", "uid"));
        String subject = "{\"user\":{\"format\":\"iss_sub\",\"iss\":\"https://idp.example\",\"sub\":\"00u1\"}}";

        Answer event = push(
                client,
                signed(
                        key,
                        "secevent+jwt",
                        "\"aud\":\"https://revocast.example\",\"events\":{"
                                + SESSION_REVOKED.replace(
                                        "{}",
                                        "{\"subject\":" + subject + ",\"event_timestamp\":" + System.currentTimeMillis()
                                                + "}")
                                + "}"));

        assertThat(event.status()).as(event.response().body()).isEqualTo(202);
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(revoked(client)).containsExactly("uid=00u1 by issuer:idp"));
    }

    @Test
    void messageThatRefusesNoTokenSaysSoInItsAnswerAndInHealth() throws Exception {
        ApiClient client = publisher(TestKafka.shared(), Map.of());
        assertThat(logout(client, logoutToken(key)).header("Revocast-Warning")).isEmpty();

        post(
                client,
                "/v1/sightings",
                "{\"tokens\":[{\"iss\":\"https://idp.example\",\"jti\":\"a1\",\"exp\":"
                        + Instant.now().plusSeconds(600).getEpochSecond() + ",\"claims\":{\"sub\":\"alice\"}}]}");
        Answer warned = logout(client, logoutToken(key));

        assertThat(warned.status()).isEqualTo(200);
        assertThat(warned.response().body()).isEmpty();
        assertThat(warned.header("Revocast-Warning"))
                .startsWith(
                        "none of the 1 tokens of https://idp.example that callers reported lately has the claim sid");
        assertThat(push(client, event(key)).header("Revocast-Warning"))
                .as("sub is there")
                .isEmpty();
        assertThat(client.get("/health/ready").json().path("warnings").get(0).asText())
                .startsWith("messages of issuers.idp may revoke nothing: none of the 1 tokens");
    }

    @Test
    void issuerThatIsNotConfiguredIsRefusedOrNamed() throws Exception {
        String misspelt = "{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://idp.exmaple\",\"name\":\"sub\","
                + "\"value\":\"alice\"}}";

        Answer refused = post(publisher(TestKafka.shared(), Map.of()), "/v1/revocations", misspelt);

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("field").asText()).isEqualTo("target.issuer");
        ApiClient lenient = publisher(
                TestKafka.shared(),
                Map.of("tokens.unknown-issuers", "allow", "topic.name", TestKafka.uniqueTopicName("lenient")));
        Answer named = post(lenient, "/v1/revocations", misspelt);
        assertThat(named.status()).isEqualTo(201);
        assertThat(named.json().path("warnings").get(0).asText())
                .startsWith("no issuer https://idp.exmaple is configured");
    }

    @Test
    void sameMessageAgainIsAcknowledgedAlikeAndRevokesNothingMore() throws Exception {
        ApiClient client = publisher(TestKafka.shared(), Map.of());
        String event = event(key);
        assertThat(push(client, event).status()).isEqualTo(202);
        await().atMost(10, TimeUnit.SECONDS).until(() -> revoked(client).size() == 1);
        JsonNode before = onlyRevocation(client);

        Answer again = push(client, event);

        assertThat(again.status()).isEqualTo(202);
        JsonNode after = onlyRevocation(client);
        assertThat(end(after)).isBetween(end(before), end(before).plusSeconds(60));
        assertThat(withoutReceiptAndEnd(after)).isEqualTo(withoutReceiptAndEnd(before));
    }

    private static JsonNode onlyRevocation(ApiClient client) throws Exception {
        JsonNode revocations = client.get("/v1/revocations").json().path("revocations");
        assertThat(revocations).hasSize(1);
        return revocations.get(0);
    }

    private static Instant end(JsonNode revocation) {
        return Instant.parse(revocation.path("expiresAt").asText());
    }

    /**
     * A repeated revocation is committed again, with another receipt. It ends later where a second has passed: the issuer
     * may have issued a token without {@code iat} in between, and such a token matches every cut-off.
     */
    private static JsonNode withoutReceiptAndEnd(JsonNode revocation) {
        return ((ObjectNode) revocation.deepCopy()).without(List.of("receipt", "expiresAt"));
    }

    @Test
    void messageOfAnotherKeyOrAnotherKindRevokesNothing() throws Exception {
        ApiClient client = publisher(TestKafka.shared(), Map.of());
        RSAKey other = new RSAKeyGenerator(2048).keyID("k1").generate();
        String access = signed(
                key,
                "at+jwt",
                "\"aud\":[\"shop\",\"https://revocast.example\"],\"sub\":\"alice\",\"sid\":\"s1\",\"exp\":"
                        + Instant.now().plusSeconds(60).getEpochSecond());

        assertThat(logout(client, logoutToken(other)).status()).isEqualTo(400);
        // The keys are read again for a forged message, but not for each: until then it cannot be told from a good one.
        String forged = event(other);
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(push(client, forged).json().path("err").asText())
                                .isEqualTo("invalid_key"));
        assertThat(logout(client, access).status()).isEqualTo(400);
        assertThat(push(client, access).status()).isEqualTo(400);
        assertThat(logout(client, event(key)).status()).isEqualTo(400);
        assertThat(push(client, logoutToken(key)).status()).isEqualTo(400);
        assertThat(revoked(client)).isEmpty();
    }

    @Test
    void nothingIsAcknowledgedWhileTheBrokerIsAway() throws Exception {
        Map<String, String> impatient = Map.of(
                "kafka.properties.max.block.ms", "2000",
                "kafka.properties.request.timeout.ms", "1500",
                "kafka.properties.delivery.timeout.ms", "3000");
        try (TestKafka kafka = TestKafka.start()) {
            ApiClient client = publisher(kafka, impatient);

            kafka.stopBroker();
            Answer logout = logout(client, logoutToken(key));
            Answer event = push(client, event(key));
            kafka.restartBroker();

            assertThat(logout.status()).isEqualTo(400);
            assertThat(logout.json().path("error").asText()).isEqualTo("temporarily_unavailable");
            assertThat(event.status()).isEqualTo(503);
            assertThat(event.header("Retry-After")).isEqualTo("1");
            await().atMost(30, TimeUnit.SECONDS)
                    .until(() -> push(client, event(key)).status() == 202);
        }
    }
}
