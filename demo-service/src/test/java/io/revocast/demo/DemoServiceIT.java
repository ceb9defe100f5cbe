package io.revocast.demo;

import com.auth0.jwt.JWT;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.revocast.demo.TestClient.Reply;
import io.revocast.event.Target;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class DemoServiceIT {
    private static final String REVOKED = "Bearer error=\"invalid_token\", error_description=\"the token was revoked\"";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static DemoBackend backend;
    private static HttpPublisherStub publisher;

    private DemoService service;
    private TestClient client;

    @BeforeAll
    static void startBackend() throws Exception {
        backend = DemoBackend.start();
        publisher = backend.publisher();
    }

    @AfterAll
    static void stopBackend() {
        backend.close();
    }

    @BeforeEach
    void startService() {
        publisher.setDown(false);
        publisher.setLosing(() -> false);
        service = backend.newService();
        service.start();
        client = new TestClient(service.port());
        awaitReady();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    private void awaitReady() {
        await().atMost(LIMIT)
                .until(() -> client.get("/health/ready", null).text("state").equals("current"));
    }

    @Test
    void metricsShowTheListOfTheInstance() {
        String scrape = client.get("/metrics", null).response().body();

        assertThat(scrape)
                .contains("revocast_state{state=\"current\",topic=\"revocast.revocations\"} 1.0")
                .contains("revocast_propagation_seconds_bucket", "jvm_memory_used_bytes", "process_cpu_usage");
    }

    @Test
    void loggedInUserIsAccepted() {
        Reply login = client.logIn("alice", "wonderland");

        Reply me = client.get("/me", login.text("access_token"));

        assertThat(login.header("Cache-Control")).isEqualTo("no-store");
        assertThat(login.text("token_type")).isEqualTo("Bearer");
        assertThat(login.text("expires_in")).isEqualTo("300");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.text("sub")).isEqualTo("alice");
        assertThat(me.text("instance")).isEqualTo("demo-1");
        assertThat(me.text("sid"))
                .isEqualTo(
                        JWT.decode(login.text("access_token")).getClaim("sid").asString());
    }

    @Test
    void requestWithoutCredentialsIsChallengedWithoutAnError() {
        Reply me = client.get("/me", null);

        assertThat(me.status()).isEqualTo(401);
        assertThat(me.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"revocast-demo\"");
    }

    @Test
    void wrongPasswordAndUnknownUserAreRefusedAlike() {
        Reply wrong = client.logIn("alice", "wrong");
        Reply unknown = client.logIn("mallory", "");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    void bodyThatIsNotWhatItShouldBeIsABadRequest() {
        assertThat(client.post("/login", null, "{").status()).isEqualTo(400);
        assertThat(client.post("/login", null, "{\"username\":\"alice\"}").status())
                .isEqualTo(400);
        assertThat(client.post("/refresh", null, "").status()).isEqualTo(400);
    }

    @Test
    void tokenThatIsNoneIsRefused() {
        Reply me = client.get("/me", "nonsense");

        assertThat(me.status()).isEqualTo(401);
        assertThat(me.header("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"invalid_token\", error_description=\"the token is not valid\"");
    }

    @Test
    void tokenRevokedByAnybodyIsRefused() {
        String token = client.logIn("alice", "wonderland").text("access_token");
        DecodedJWT decoded = JWT.decode(token);

        publisher.revoke(new Target.Token(DemoBackend.ISSUER, decoded.getId()), null);

        await().atMost(LIMIT).until(() -> client.get("/me", token).status() == 401);
        assertThat(client.get("/me", token).header("WWW-Authenticate")).isEqualTo(REVOKED);
    }

    @Test
    void refreshTokenOpensNothingAndAccessTokenBuysNothing() {
        Reply login = client.logIn("alice", "wonderland");

        assertThat(client.get("/me", login.text("refresh_token")).status()).isEqualTo(401);
        assertThat(client.refresh(login.text("access_token")).status()).isEqualTo(401);
    }

    @Test
    void refreshTokenUsedAgainAfterTheGraceEndsTheSession() {
        Reply login = client.logIn("alice", "wonderland");
        Reply next = client.refresh(login.text("refresh_token"));
        assertThat(client.get("/me", next.text("access_token")).status()).isEqualTo(200);
        publisher.letTimePass(Sessions.GRACE.plusSeconds(1));

        Reply again = client.refresh(login.text("refresh_token"));

        assertThat(again.status()).isEqualTo(401);
        assertThat(again.header("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"invalid_token\","
                        + " error_description=\"the refresh token was used before; its session has ended\"");
        assertThat(client.get("/me", next.text("access_token")).header("WWW-Authenticate"))
                .isEqualTo(REVOKED);
        assertThat(client.refresh(next.text("refresh_token")).status()).isEqualTo(401);
    }

    @Test
    void tenRefreshesAtOnceWithOneTokenAreOnePairThatWorks() {
        Reply login = client.logIn("alice", "wonderland");

        List<Reply> replies = IntStream.range(0, 10)
                .parallel()
                .mapToObj(tab -> client.refresh(login.text("refresh_token")))
                .toList();

        assertThat(replies).extracting(Reply::status).containsOnly(200);
        assertThat(replies)
                .extracting(reply -> JWT.decode(reply.text("refresh_token")).getId())
                .containsOnly(JWT.decode(replies.get(0).text("refresh_token")).getId());
        assertThat(client.get("/me", replies.get(9).text("access_token")).status())
                .isEqualTo(200);
        assertThat(client.refresh(replies.get(0).text("refresh_token")).status())
                .isEqualTo(200);
    }

    @Test
    void noLegitimateRefreshIsTakenForReuseWhileAnswersAreLostAtRandom() {
        Random random = new Random(18);
        publisher.setLosing(() -> random.nextInt(100) < 40);
        Reply pair = client.logIn("bob", "builder");

        for (int i = 0; i < 40; i++) {
            Reply next = client.refresh(pair.text("refresh_token"));
            while (next.status() == 503) {
                next = client.refresh(pair.text("refresh_token"));
            }
            assertThat(next.status()).as("refresh %d: %s", i, next.body()).isEqualTo(200);
            pair = next;
        }
        publisher.setLosing(() -> false);

        assertThat(client.get("/me", pair.text("access_token")).status()).isEqualTo(200);
    }

    @Test
    void logOutEndsTheSessionAtOnceAndNoOther() {
        Reply phone = client.logIn("alice", "wonderland");
        Reply laptop = client.logIn("alice", "wonderland");

        Reply logout = client.post("/logout", phone.text("access_token"), "");

        assertThat(logout.status()).isEqualTo(204);
        assertThat(client.get("/me", phone.text("access_token")).status()).isEqualTo(401);
        assertThat(client.refresh(phone.text("refresh_token")).status()).isEqualTo(401);
        assertThat(client.get("/me", laptop.text("access_token")).status()).isEqualTo(200);
    }

    @Test
    void logOutEverywhereEndsAllSessionsButNotTheNext() {
        Reply phone = client.logIn("bob", "builder");
        Reply laptop = client.logIn("bob", "builder");

        Reply logout = client.post("/logout-everywhere", phone.text("access_token"), "");
        Reply next = client.logIn("bob", "builder");

        assertThat(logout.status()).isEqualTo(204);
        assertThat(client.get("/me", phone.text("access_token")).status()).isEqualTo(401);
        assertThat(client.get("/me", laptop.text("access_token")).status()).isEqualTo(401);
        assertThat(client.get("/me", next.text("access_token")).status()).isEqualTo(200);
    }

    @Test
    void nothingIsClaimedOrIssuedWhileThePublisherIsDown() {
        Reply login = client.logIn("alice", "wonderland");
        publisher.setDown(true);

        Reply logout = client.post("/logout", login.text("access_token"), "");
        Reply refresh = client.refresh(login.text("refresh_token"));

        assertThat(logout.status()).isEqualTo(503);
        assertThat(logout.header("Retry-After")).isEqualTo("1");
        assertThat(refresh.status()).isEqualTo(503);
        assertThat(refresh.text("access_token")).isEmpty();
        publisher.setDown(false);
        assertThat(client.refresh(login.text("refresh_token")).status()).isEqualTo(200);
    }

    @Test
    void publishedKeyIsTheOneThatSigns() {
        String keyId = JWT.decode(client.logIn("alice", "wonderland").text("access_token"))
                .getKeyId();

        Reply jwks = client.get("/.well-known/jwks.json", null);

        assertThat(jwks.body().path("keys").path(0).path("kid").asText()).isEqualTo(keyId);
    }

    @Test
    void withoutABrokerNothingIsAcceptedUntilItAppears() {
        assumeTrue(System.getProperty("revocast.test.kafka", "embedded").equals("embedded"));
        String token = client.logIn("alice", "wonderland").text("access_token");
        service.close();
        backend.kafka().stopBroker();
        service = backend.newService();
        service.start();
        client = new TestClient(service.port());

        Reply me = client.get("/me", token);

        assertThat(me.status()).isEqualTo(503);
        assertThat(me.header("Retry-After")).isEqualTo("1");
        assertThat(client.get("/health/live", null).status()).isEqualTo(200);
        assertThat(client.get("/health/ready", null).status()).isEqualTo(503);
        backend.kafka().restartBroker();
        awaitReady();
        assertThat(client.get("/me", token).status()).isEqualTo(200);
    }
}
