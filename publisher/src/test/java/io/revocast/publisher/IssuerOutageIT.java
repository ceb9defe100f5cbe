package io.revocast.publisher;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.revocast.config.Sources;
import io.revocast.embedded.TestKafka;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.jwks.JwkSetEndpoint;
import io.revocast.publisher.jwks.JwkSetEndpoint.Order;
import io.revocast.publisher.settings.PublisherConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** An issuer whose keys cannot be had: no endpoint takes its tokens for invalid. */
@Execution(ExecutionMode.CONCURRENT) // most of its time is waiting
class IssuerOutageIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(IssuerOutageIT.class);
    private static final String API_KEY = ApiKey.generate();
    private static final String ISSUER = "https://idp.example";
    private static final RSAKey FIRST = key("first");
    private static final RSAKey SECOND = key("second");
    private static final RSAKey RENEWED = key("first");
    private static final String LOGOUT = ",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}";
    private static final String SESSION_REVOKED =
            ",\"events\":{\"https://schemas.openid.net/secevent/caep/event-type/session-revoked\":{}},\"sub_id\":"
                    + "{\"format\":\"iss_sub\",\"iss\":\"https://idp.example\",\"sub\":\"alice\"}";

    private final AtomicInteger tokens = new AtomicInteger();

    @SuppressWarnings("NullAway.Init") // each test has its own
    private JwkSetEndpoint issuer;

    @SuppressWarnings("NullAway.Init") // each test has its own
    private Publisher publisher;

    @SuppressWarnings("NullAway.Init") // each test has its own
    private ApiClient client;

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() throws Exception {
        issuer = new JwkSetEndpoint(FIRST.toPublicJWK());
        Map<String, String> settings = Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", TestKafka.shared().bootstrapServers()),
                Map.entry("topic.name", TestKafka.uniqueTopicName("outage")),
                Map.entry("audit.topic", "none"),
                Map.entry("http.port", "0"),
                Map.entry("api-keys.portal", ApiKey.line(API_KEY, "token,claim any-client introspect read")),
                Map.entry("issuers.idp.iss", ISSUER),
                Map.entry("issuers.idp.jwks-url", issuer.uri().toString()),
                Map.entry("issuers.idp.logout-audience", "shop"),
                Map.entry("issuers.idp.ssf-audience", "https://revocast.example"),
                Map.entry("callers.idp.iss", ISSUER),
                Map.entry("callers.idp.jwks-url", issuer.uri().toString()),
                Map.entry("callers.idp.audience", "revocast"));
        publisher = new Publisher(PublisherConfig.load(new Sources(settings, Map.of(), Map.of(), null), false));
        publisher.start();
        client = new ApiClient(publisher.port(), API_KEY);
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> client.get("/health/ready").status() == 200);
    }

    @AfterEach
    void stop() {
        publisher.close();
        issuer.close();
    }

    private String signed(RSAKey key, String type, String more) throws Exception {
        return signed(key, key.getKeyID(), type, more);
    }

    private String signed(RSAKey key, String keyId, String type, String more) throws Exception {
        long now = Instant.now().getEpochSecond();
        JWSObject token = new JWSObject(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(keyId)
                        .type(new JOSEObjectType(type))
                        .build(),
                new Payload("{\"iss\":\"" + ISSUER + "\",\"jti\":\"t" + tokens.incrementAndGet() + "\",\"iat\":" + now
                        + more + "}"));
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static String inAMinute() {
        return ",\"exp\":" + Instant.now().plusSeconds(60).getEpochSecond();
    }

    private String access(RSAKey key) throws Exception {
        return signed(
                key,
                "at+jwt",
                inAMinute() + ",\"aud\":\"revocast\",\"sub\":\"alice\",\"client_id\":\"portal\",\"scope\":"
                        + "\"revocation:read\"");
    }

    private String logoutToken(RSAKey key, String keyId) throws Exception {
        return signed(key, keyId, "logout+jwt", inAMinute() + ",\"aud\":\"shop\",\"sid\":\"s1\"" + LOGOUT);
    }

    private Answer form(String path, String body) throws Exception {
        return client.send(client.request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body)));
    }

    private Answer revoke(String token) throws Exception {
        return form("/oauth2/revoke", "token=" + token);
    }

    private Answer logout(String token) throws Exception {
        return form("/backchannel-logout", "logout_token=" + token);
    }

    private Answer push(String token) throws Exception {
        return client.send(client.request("/ssf/events")
                .header("Content-Type", "application/secevent+jwt")
                .POST(BodyPublishers.ofString(token)));
    }

    private boolean isRevoked(String token) throws Exception {
        Answer answer = client.send(client.request("/v1/check")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}")));
        return answer.json().path("verdict").asText().equals("revoked");
    }

    private void assertNoEndpointTakesItForInvalid(RSAKey key, int times) throws Exception {
        String token = access(key);
        for (int i = 0; i < times; i++) {
            Answer revoked = revoke(token);
            assertThat(revoked.status()).as("revocation %s", i).isEqualTo(503);
            assertThat(revoked.header("Retry-After")).isNotEmpty();
        }
        assertThat(form("/oauth2/introspect", "token=" + token).status())
                .as("introspection")
                .isEqualTo(503);
        assertThat(client.revoke("{\"token\":\"" + token + "\"}").status())
                .as("/v1")
                .isEqualTo(503);
        for (int i = 0; i < times; i++) {
            assertThat(new ApiClient(publisher.port(), access(key))
                            .get("/v1/revocations")
                            .status())
                    .as("caller %s", i)
                    .isEqualTo(503);
            Answer logout = logout(logoutToken(key, key.getKeyID()));
            assertThat(logout.status()).isEqualTo(400);
            assertThat(logout.json().path("error").asText()).as("logout %s", i).isEqualTo("temporarily_unavailable");
            assertThat(logout.header("Retry-After")).isNotEmpty();
            assertThat(push(signed(key, "secevent+jwt", ",\"aud\":\"https://revocast.example\"" + SESSION_REVOKED))
                            .status())
                    .as("event %s", i)
                    .isEqualTo(503);
        }
    }

    /** P1. */
    @Test
    void tokensAreNeverTakenForInvalidWhileTheKeysWereNeverRead() throws Exception {
        issuer.is(Order.FAILS);

        assertNoEndpointTakesItForInvalid(FIRST, 3);

        issuer.is(Order.WORKS);
        String token = access(FIRST);
        await().atMost(10, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(revoke(token).status()).isEqualTo(200));
        await().atMost(10, TimeUnit.SECONDS).until(() -> isRevoked(token));
    }

    /** P2. */
    @ParameterizedTest
    @EnumSource(
            value = Order.class,
            names = {"FAILS", "HANGS", "REDIRECTS"})
    void tokensOfARotatedKeyAreNeverTakenForInvalidWhileTheKeysCannotBeRead(Order order) throws Exception {
        assertThat(revoke(access(FIRST)).status()).isEqualTo(200);
        assertThat(new ApiClient(publisher.port(), access(FIRST))
                        .get("/v1/revocations")
                        .status())
                .isEqualTo(200);
        issuer.publish(SECOND.toPublicJWK());
        issuer.is(order);

        // Each request waits for an issuer that hangs, as long as one may.
        assertNoEndpointTakesItForInvalid(SECOND, order == Order.HANGS ? 1 : 3);
        assertThat(revoke(access(FIRST)).status()).as("known key").isEqualTo(200);
    }

    /** P3. */
    @Test
    void unknownKeysOfAnonymousMessagesDoNotUseUpTheReadingsOfCallers() throws Exception {
        assertThat(revoke(access(FIRST)).status()).isEqualTo(200);
        for (int i = 0; i < 3; i++) {
            assertThat(logout(logoutToken(SECOND, "unknown" + i)).status()).isEqualTo(400);
        }
        issuer.publish(FIRST.toPublicJWK(), SECOND.toPublicJWK());
        String token = access(SECOND);

        assertThat(revoke(token).status()).isEqualTo(200);
        await().atMost(10, TimeUnit.SECONDS).until(() -> isRevoked(token));
    }

    /** A key that was renewed under its old kid looks like a forgery until the set is read again. */
    @Test
    void tokensOfAKeyThatWasRenewedUnderTheSameKidAreNeverTakenForInvalid() throws Exception {
        assertThat(revoke(access(FIRST)).status()).isEqualTo(200);
        assertThat(new ApiClient(publisher.port(), access(FIRST))
                        .get("/v1/revocations")
                        .status())
                .isEqualTo(200);
        issuer.publish(RENEWED.toPublicJWK());
        String token = access(RENEWED);

        assertThat(form("/oauth2/introspect", "token=" + token)
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
        assertThat(revoke(token).status()).isEqualTo(200);
        await().atMost(10, TimeUnit.SECONDS).until(() -> isRevoked(token));
        assertThat(logout(logoutToken(RENEWED, "first")).status()).isEqualTo(200);
        assertThat(push(signed(RENEWED, "secevent+jwt", ",\"aud\":\"https://revocast.example\"" + SESSION_REVOKED))
                        .status())
                .isEqualTo(202);
        await().atMost(20, TimeUnit.SECONDS).until(() -> {
            int status = new ApiClient(publisher.port(), access(RENEWED))
                    .get("/v1/revocations")
                    .status();
            // Its sub was revoked by the event, from which on no token of this second is accepted.
            assertThat(status).isIn(200, 503, 401);
            return status != 503;
        });
    }

    /** P4: only RFC 7009 and introspection take other spellings; the others say what is wrong. */
    @Test
    void otherSpellingsOfATokenAreRefusedAndNeverASuccess() throws Exception {
        String token = access(FIRST);
        String signature = token.substring(token.lastIndexOf('.') + 1);
        char last = signature.charAt(signature.length() - 1);
        String spareBits = token.substring(0, token.length() - 1) + (char) (last + 1);
        List<String> spellings = List.of(
                " " + token,
                token + "\n",
                "Bearer " + token,
                "\"" + token + "\"",
                token + "==",
                token.replaceFirst("\\.", "=."),
                spareBits,
                token + ".");
        for (String spelling : spellings) {
            Answer revoked = client.revoke(
                    "{\"token\":\"" + spelling.replace("\"", "\\\"").replace("\n", "\\n") + "\"}");
            assertThat(revoked.status()).as(spelling).isEqualTo(400);
            assertThat(revoked.json().path("field").asText()).isEqualTo("token");
            assertThat(revoked.json().path("rule").asText())
                    .containsAnyOf(
                            "must be the compact token alone, without white space or Bearer before it",
                            "must be base64url without padding (RFC 7515 section 2)",
                            "must have exactly three parts separated by dots");

            String message = java.net.URLEncoder.encode(
                    spelling.replace(token, logoutToken(FIRST, "first")), java.nio.charset.StandardCharsets.UTF_8);
            if (!spelling.equals(spareBits)) {
                Answer logout = logout(message);
                assertThat(logout.status()).as(spelling).isEqualTo(400);
                assertThat(logout.json().path("error").asText()).isEqualTo("invalid_request");
            }
        }
        for (String spelling : List.of(token + "==", spareBits, "Bearer " + token, token + ".", " " + spareBits)) {
            assertThat(new ApiClient(publisher.port(), spelling)
                            .get("/v1/revocations")
                            .status())
                    .as(spelling)
                    .isIn(400, 401);
        }
        assertThat(isRevoked(token)).isFalse();
        assertThat(client.get("/v1/revocations").json().path("revocations")).isEmpty();
    }

    /** P29. */
    @ParameterizedTest
    @EnumSource(
            value = Order.class,
            names = {"HANGS", "DRIPS"})
    void requestEndsInSecondsHoweverSlowlyTheKeysArrive(Order order) throws Exception {
        issuer.is(order);
        long begun = System.nanoTime();

        assertThat(revoke(access(FIRST)).status()).isEqualTo(503);

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }

    /** P28. */
    @Test
    void callersAreServedWhileAnonymousRequestsWithUnknownKeysWaitForAnIssuerThatHangs() throws Exception {
        assertThat(revoke(access(FIRST)).status()).isEqualTo(200);
        issuer.is(Order.HANGS);
        List<String> messages = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            messages.add(logoutToken(SECOND, "unknown" + i));
        }
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch allHaveBegun = new CountDownLatch(messages.size());
        ExecutorService anonymous = Executors.newFixedThreadPool(messages.size());
        ApiClient withoutKey = new ApiClient(publisher.port(), "");
        try {
            for (String message : messages) {
                anonymous.execute(() -> knock(withoutKey, message, over, allHaveBegun));
            }
            assertThat(allHaveBegun.await(30, TimeUnit.SECONDS)).isTrue();

            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                long begun = System.nanoTime();
                Answer answer = client.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + ISSUER
                        + "\",\"name\":\"sub\",\"value\":\"u" + i + "\"}}");
                millis.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
                assertThat(answer.status())
                        .as("caller %s: %s", i, answer.response().body())
                        .isEqualTo(201);
            }
            Collections.sort(millis);
            LOGGER.info("callers were served within these milliseconds: {}", millis);
            assertThat(millis.get(39)).as("longest of %s", millis).isLessThan(1_000);
            assertThat(issuer.requests()).as("requests to the issuer").isLessThan(10);
        } finally {
            over.set(true);
            issuer.close();
            anonymous.shutdownNow();
            assertThat(anonymous.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void callersAreServedWhileForgedTokensThatNameAKnownKeyArrive() throws Exception {
        String good = access(FIRST);
        assertThat(revoke(access(FIRST)).status()).isEqualTo(200);
        assertThat(new ApiClient(publisher.port(), good).get("/v1/revocations").status())
                .isEqualTo(200);
        List<String> forged = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            forged.add(logoutToken(RENEWED, "first"));
        }
        ApiClient bearer = new ApiClient(publisher.port(), access(RENEWED));
        int before = issuer.requests();
        long begun = System.nanoTime();
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch allHaveBegun = new CountDownLatch(forged.size());
        ExecutorService anonymous = Executors.newFixedThreadPool(forged.size() + 1);
        ApiClient withoutKey = new ApiClient(publisher.port(), "");
        try {
            for (String message : forged) {
                anonymous.execute(() -> knock(withoutKey, message, over, allHaveBegun));
            }
            assertThat(allHaveBegun.await(30, TimeUnit.SECONDS)).isTrue();

            for (int i = 0; i < 40; i++) {
                assertThat(bearer.get("/v1/revocations").status())
                        .as("forged bearer")
                        .isIn(401, 429, 503);
                assertThat(client.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"" + ISSUER
                                        + "\",\"name\":\"sub\",\"value\":\"v" + i + "\"}}")
                                .status())
                        .as("API key")
                        .isEqualTo(201);
                assertThat(revoke(access(FIRST)).status()).as("good token").isEqualTo(200);
                assertThat(new ApiClient(publisher.port(), good)
                                .get("/v1/revocations")
                                .status())
                        .as("good bearer")
                        .isEqualTo(200);
            }
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
            // Two sets: of the issuer and of the callers.
            assertThat(issuer.requests() - before).as("requests to the issuer").isLessThanOrEqualTo((int)
                    (2 * (seconds / 5 + 2)));
        } finally {
            over.set(true);
            anonymous.shutdownNow();
            assertThat(anonymous.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void knock(ApiClient withoutKey, String message, AtomicBoolean over, CountDownLatch begun) {
        begun.countDown();
        while (!over.get()) {
            try {
                Answer answer = withoutKey.send(withoutKey
                        .request("/backchannel-logout")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("logout_token=" + message)));
                assertThat(answer.status()).isIn(400, 503);
            } catch (java.io.IOException givenUp) {
                // The connection was given up for another, so this one asks again.
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
