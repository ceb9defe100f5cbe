package io.revocast.publisher.http;

import io.revocast.publisher.api.RevocationRoutes;
import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.health.HealthRoutes;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.json.JsonBody;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpServerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String ALL = ApiKey.generate();
    private static final String TOKENS_ONLY = ApiKey.generate();
    private static final String ENTRY =
            "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"%s\"}}";

    private final InMemoryLog log = new InMemoryLog();
    private volatile Readiness readiness = new Readiness(false, "starting", "no broker has answered yet", List.of());
    private final HttpServer server = server();
    private ApiClient all = new ApiClient(0, ALL);

    private HttpServer server() {
        TestWrites writes = TestWrites.of(
                log,
                log,
                new TokenLifetime(Duration.ofDays(1), false),
                TokenAuthenticity.NOT_CHECKED,
                Clock.fixed(NOW, ZoneOffset.UTC));
        List<ApiKey> keys = List.of(
                ApiKey.parse("all", ApiKey.line(ALL, "* read reinstate break-glass audit introspect report")),
                ApiKey.parse("tokens", ApiKey.line(TOKENS_ONLY, "token")));
        return server(TestServers.authenticator(new ApiKeyResolver(keys), false), writes);
    }

    private HttpServer server(Authenticator authenticator, TestWrites writes) {
        EndpointAccess access = new EndpointAccess(authenticator, Admission.UNLIMITED);
        return TestServers.of(List.of(
                new HealthRoutes(() -> readiness, () -> Liveness.LIVE),
                new RevocationRoutes(access, writes.service(), target -> List.of(), TestFleets.noWaits()),
                new RevocationListRoutes(access, log)));
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
        all = new ApiClient(server.port(), ALL);
    }

    @BeforeEach
    void forget() {
        log.clear();
        readiness = new Readiness(false, "starting", "no broker has answered yet", List.of());
    }

    @AfterAll
    void stop() {
        server.close();
        server.close();
    }

    @Test
    void serverRemembersThatARequestFoundNoMemory() throws Exception {
        try (HttpServer full = TestServers.of(List.of(routes -> routes.get("/full", ctx -> {
            throw new OutOfMemoryError("for the test");
        })))) {
            full.start();
            boolean before = full.isHeapExhausted();

            int status = new ApiClient(full.port(), "").get("/full").status();

            assertThat(before).isFalse();
            assertThat(status).isEqualTo(500);
            assertThat(full.isHeapExhausted()).isTrue();
        }
    }

    @Test
    void createdIs201AndThenUnchangedIs200() throws Exception {
        String entry = "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t1\"},"
                + "\"expiresAt\":\"2026-11-23T13:30:00+01:00\"}";

        Answer created = all.revoke(entry);
        Answer unchanged = all.revoke(entry);

        assertThat(created.status()).isEqualTo(201);
        String id = created.json().path("id").asText();
        assertThat(created.response().body())
                .isEqualTo("{\"outcome\":\"created\",\"id\":\"" + id
                        + "\",\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t1\"},"
                        + "\"expiresAt\":\"2026-11-23T12:30:00Z\","
                        + "\"receipt\":{\"topicId\":\"in-memory\",\"partition\":0,\"offset\":0}}");
        assertThat(unchanged.status()).isEqualTo(200);
        assertThat(unchanged.response().body())
                .isEqualTo(created.response()
                        .body()
                        .replace("created", "unchanged")
                        .replace("\"offset\":0", "\"offset\":1"));
        assertThat(created.header("Cache-Control")).isEqualTo("no-store");
        assertThat(created.header("Server")).isEmpty();
        assertThat(log.origins().get(0).by()).isEqualTo("all");
    }

    @Test
    void expiredTokenIsAnswered200WithoutIdOrReceipt() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":1}");

        Answer answer = all.revoke("{\"token\":\"" + token + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .isEqualTo("{\"outcome\":\"expired\",\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\","
                        + "\"jti\":\"t1\"},\"expiresAt\":\"1970-01-01T00:00:01Z\"}");
        assertThat(log.events()).isEmpty();
    }

    @Test
    void rejectionNamesFieldValueRuleAndIndex() throws Exception {
        Answer answer = all.revoke("{\"revocations\":[" + ENTRY.formatted("t1")
                + ",{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer\",\"name\":\"sub\",\"value\":\"alice\"},"
                + "\"issuedBefore\":\"2026-11-23T12:02:00Z\"}]}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.response().body())
                .isEqualTo("{\"type\":\"urn:revocast:problem:invalid-field\",\"title\":\"Bad Request\","
                        + "\"status\":400,\"detail\":\"entry 1: issuedBefore must be at most 60 s after now, "
                        + "2026-11-23T12:00:00Z\",\"field\":\"issuedBefore\",\"value\":\"2026-11-23T12:02:00Z\","
                        + "\"rule\":\"must be at most 60 s after now, 2026-11-23T12:00:00Z\",\"index\":1,"
                        + "\"requestId\":\"" + answer.header("X-Request-Id") + "\"}");
        assertThat(log.events()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "''|body must be a JSON object",
                "[]|the body must be a JSON object",
                "{\"a\":1,\"a\":2}|without duplicate members: line 1, column",
                "{} x|one JSON document",
                "{}|target must be given, or token instead, but not both",
                "{\"token\":7}|token must be a JSON string that is not empty",
                "{\"token\":\"a.b.c\",\"expiresAt\":\"x\"}|expiresAt must not be given with a pasted token",
                "{\"token\":\"a.b.c\",\"ttl\":1}|ttl is not a field here; known are note, reason, token",
                "{\"target\":\"x\"}|target must be a JSON object",
                "{\"target\":{}}|target.kind must be given and not be empty",
                "{\"target\":{\"kind\":\"user\"}}|target.kind must be token, claim, path, key or issuer",
                "{\"target\":{\"kind\":\"key\",\"issuer\":\"i\",\"jti\":\"k\"}}|target.jti is not a field here",
                "{\"target\":{\"kind\":\"issuer\",\"issuer\":7}}|target.issuer must be a JSON string",
                "{\"target\":{\"kind\":\"issuer\",\"issuer\":\"i\"},\"issuedBefore\":1}|issuedBefore must be a JSON string",
                "{\"target\":{\"kind\":\"issuer\",\"issuer\":\"i\"},\"issuedBefore\":\"now\"}|issuedBefore must be an instant",
                "{\"target\":{\"kind\":\"claim\",\"issuer\":\"i\",\"name\":\"exp\",\"value\":\"1\"}}|claim name must not be one",
                "{\"target\":{\"kind\":\"token\",\"issuer\":\"i\",\"fingerprint\":\"sha256:x\"}}|target.fingerprint must be",
                "{\"target\":{\"kind\":\"token\",\"issuer\":\"i\",\"jti\":\"a\\ud800\"}}|target.jti cannot name a token",
                "{\"revocations\":{}}|revocations must be an array of entries",
                "{\"revocations\":[]}|revocations must have at least one entry",
                "{\"revocations\":[7]}|entry 0: revocations must hold JSON objects",
                "{\"a\":[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}|the body must be nested at most 16 deep, its numbers",
                "{\"target\":{\"kind\":\"issuer\",\"issuer\":\"i\"},\"kafka.properties.acks\":\"0\"}|acks is not a field here",
                "{\"revocations\":[],\"x\":1}|x is not a field here; known are confirm, revocations"
            })
    void bodyThatBreaksARuleIs400(String body, String detail) throws Exception {
        Answer answer = all.revoke(body.equals("''") ? "" : body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains(detail);
    }

    @Test
    void valueTooLongForAKeyIsRefusedWithARemedy() throws Exception {
        Answer answer = all.revoke("{\"target\":{\"kind\":\"claim\",\"issuer\":\"i\",\"name\":\"sub\",\"value\":\""
                + "v".repeat(4096) + "\"}}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("rule").asText())
                .contains("claim value is too long")
                .contains("another claim");
    }

    @Test
    void tokenInAProblemIsNeverShown() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":7,\"exp\":1}");

        for (String body : List.of(
                "{\"token\":\"" + token + "\"}",
                "{\"token\":\"" + token + ".x\"}",
                "{\"token\":[\"" + token + "\"]}",
                "{\"" + token + "\":1}",
                "{\"token\":\"" + token + "\"",
                "{\"target\":{\"kind\":\"token\",\"issuer\":\"i\",\"jti\":\"" + token + "\"}}")) {
            assertThat(all.revoke(body).response().body()).doesNotContain(token.substring(token.indexOf('.')));
        }
    }

    @Test
    void batchTooLongIs413() throws Exception {
        String entries = (ENTRY.formatted("t") + ",").repeat(1001);

        Answer answer = all.revoke("{\"revocations\":[" + entries.substring(0, entries.length() - 1) + "]}");

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:revocast:problem:too-many-entries");
    }

    @Test
    void bodyTooLargeIs413WithAndWithoutAnnouncedLength() throws Exception {
        byte[] large = new byte[JsonBody.MAX_BYTES + 1];

        Answer announced = all.send(all.request("/v1/revocations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(large)));
        Answer chunked = all.send(all.request("/v1/revocations")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

        assertThat(announced.status()).isEqualTo(413);
        assertThat(chunked.status()).isEqualTo(413);
        assertThat(chunked.json().path("detail").asText()).isEqualTo("the body must be at most 2097152 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/jsonx", "application/json; charset=utf-16", "*/*"})
    void otherContentTypesAre415(String type) throws Exception {
        HttpRequest.Builder request = all.request("/v1/revocations").header("Content-Type", type);

        Answer answer = all.send(request.POST(BodyPublishers.ofString(ENTRY.formatted("t1"))));

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.json().path("value").asText()).isEqualTo(type);
    }

    @Test
    void jsonInUtf8MaySayItsCharset() throws Exception {
        HttpRequest.Builder request =
                all.request("/v1/revocations").header("Content-Type", "Application/JSON;charset=UTF-8");

        assertThat(all.send(request.POST(BodyPublishers.ofString(ENTRY.formatted("t1"))))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void callerWithoutOrWithAWrongKeyIs401() throws Exception {
        Answer none = new ApiClient(server.port(), "").revoke(ENTRY.formatted("t1"));
        Answer wrong = new ApiClient(server.port(), ApiKey.generate()).get("/v1/revocations");

        assertThat(none.status()).isEqualTo(401);
        assertThat(none.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"revocast\"");
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"revocast\", error=\"invalid_token\"");
        assertThat(log.events()).isEmpty();
    }

    @Test
    void headIsNoWayAroundAuthentication() throws Exception {
        HttpRequest.Builder head =
                new ApiClient(server.port(), "").request("/v1/revocations").method("HEAD", BodyPublishers.noBody());

        assertThat(all.send(head).status()).isEqualTo(401);
    }

    @Test
    void twoAuthorizationHeadersAre400() throws Exception {
        Answer answer = all.send(all.request("/v1/revocations")
                .header("Authorization", "Bearer x")
                .GET());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("field").asText()).isEqualTo("Authorization");
    }

    @Test
    void keyWithoutTheKindIs403AndWritesNothing() throws Exception {
        ApiClient tokens = new ApiClient(server.port(), TOKENS_ONLY);

        Answer batch = tokens.revoke("{\"revocations\":[" + ENTRY.formatted("t1")
                + ",{\"target\":{\"kind\":\"issuer\",\"issuer\":\"https://issuer\"}}]}");

        assertThat(batch.status()).isEqualTo(403);
        assertThat(batch.json().path("index").asInt()).isEqualTo(1);
        assertThat(batch.json().path("value").asText()).isEqualTo("issuer");
        assertThat(log.events()).isEmpty();
        assertThat(tokens.revoke(ENTRY.formatted("t1")).status()).isEqualTo(201);
        assertThat(tokens.get("/v1/revocations").status()).isEqualTo(403);
    }

    @Test
    void unknownPathIs404AndOtherMethodsAre405() throws Exception {
        assertThat(all.get("/v1/nothing").status()).isEqualTo(404);
        assertThat(all.get("/v1/revocations/").status()).isEqualTo(404);
        Answer put = all.send(all.request("/v1/revocations").PUT(BodyPublishers.noBody()));
        Answer delete = all.send(all.request("/v1/revocations/x").DELETE());

        assertThat(put.status()).isEqualTo(405);
        assertThat(put.header("Allow")).isEqualTo("GET, HEAD, POST");
        assertThat(put.json().path("type").asText()).isEqualTo("urn:revocast:problem:method-not-allowed");
        assertThat(delete.status()).isEqualTo(405);
        assertThat(delete.header("Allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void logThatTakesNothingIs503AndToBeRepeated() throws Exception {
        log.failWith(new UnavailableException(Certainty.NOT_WRITTEN, "no broker; nothing was written"), 0);
        Answer nothing = all.revoke(ENTRY.formatted("t1"));
        log.failWith(new UnavailableException(Certainty.UNKNOWN, "not confirmed"), 0);
        Answer unsure = all.revoke(ENTRY.formatted("t1"));

        assertThat(nothing.status()).isEqualTo(503);
        assertThat(nothing.header("Retry-After")).isEqualTo("1");
        assertThat(nothing.json().path("type").asText()).isEqualTo("urn:revocast:problem:log-unavailable");
        assertThat(unsure.status()).isEqualTo(503);
        assertThat(unsure.json().path("type").asText()).isEqualTo("urn:revocast:problem:not-confirmed");
    }

    @Test
    void failureSaysNothingOfItsCause() throws Exception {
        Authenticator insecure = TestServers.authenticator(credential -> Optional.empty(), true);
        try (HttpServer broken = server(insecure, failing())) {
            broken.start();

            Answer answer = new ApiClient(broken.port(), "").revoke(ENTRY.formatted("t1"));

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.response().body())
                    .isEqualTo("{\"type\":\"urn:revocast:problem:internal\",\"title\":\"Internal Server Error\","
                            + "\"status\":500,\"detail\":\"the publisher failed; its log says why\","
                            + "\"requestId\":\"" + answer.header("X-Request-Id") + "\"}");
        }
    }

    private TestWrites failing() {
        return TestWrites.of(
                event -> {
                    throw new IllegalStateException("secret");
                },
                log,
                new TokenLifetime(Duration.ofDays(1), false),
                TokenAuthenticity.NOT_CHECKED,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void healthNeedsNoCredential() throws Exception {
        ApiClient anyone = new ApiClient(server.port(), "");

        assertThat(anyone.get("/health/live").status()).isEqualTo(200);
        Answer notReady = anyone.get("/health/ready");
        readiness = new Readiness(true, "current", null, List.of());

        assertThat(notReady.status()).isEqualTo(503);
        assertThat(notReady.response().body())
                .isEqualTo("{\"ready\":false,\"state\":\"starting\",\"cause\":\"no broker has answered yet\"}");
        assertThat(anyone.get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void whatTheServerItselfRefusesIsAProblemDocumentWithoutDetails() throws Exception {
        Answer oversized = all.send(all.request("/v1/revocations").header("X-Large", "x".repeat(20_000)));
        String garbage;
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write("GARBAGE\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            garbage = new String(answer.readAllBytes(), StandardCharsets.US_ASCII);
        }

        assertThat(oversized.status()).isEqualTo(431);
        assertThat(oversized.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(garbage).startsWith("HTTP/1.1 400 ").doesNotContainIgnoringCase("jetty");
    }
}
