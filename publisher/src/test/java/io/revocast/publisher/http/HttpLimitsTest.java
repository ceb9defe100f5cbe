package io.revocast.publisher.http;

import io.revocast.publisher.health.HealthRoutes;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.RawHttp.Answer;
import io.revocast.publisher.json.Json;
import io.revocast.publisher.json.JsonBody;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What a request may be, byte by byte. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpLimitsTest {
    private final HttpServer server = TestServers.of(List.of(
            new HealthRoutes(() -> new Readiness(true, "current", null, List.of()), () -> Liveness.LIVE),
            HttpLimitsTest::echo));

    /** A path with a body, one with a part that varies, and one that fails. */
    private static void echo(Routes routes) {
        routes.post(
                "/v1/things",
                ctx -> ctx.result(Json.read(JsonBody.read(ctx.req())).toString()));
        routes.get("/v1/things/{id}", ctx -> ctx.result("{\"id\":\"" + ctx.pathParam("id") + "\"}"));
        routes.get("/v1/failing", ctx -> {
            throw new IllegalStateException("secret");
        });
        routes.get("/v1/broken", ctx -> {
            throw new StackOverflowError("secret");
        });
        routes.stream("/v1/lines", ctx -> ctx.result("{}\n"), MediaTypes.NDJSON);
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer ask(String request) throws IOException {
        return RawHttp.ask(server.port(), request);
    }

    private static void assertProblem(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"urn:revocast:problem:" + type + "\"")
                .contains("\"requestId\":\"" + answer.header("X-Request-Id").orElseThrow() + "\"")
                .doesNotContainIgnoringCase("jetty")
                .doesNotContain("secret", "io.revocast", "at java");
    }

    @Test
    void headersOverSixteenKibibytesAre431() throws Exception {
        assertProblem(
                ask("GET /health/live HTTP/1.1\nHost: x\nX-Large: " + "x".repeat(17_000) + "\n\n"),
                431,
                "headers-too-large");
        assertProblem(
                ask("GET /health/live HTTP/1.1\nHost: x\n" + "A: b\n".repeat(10_000) + "\n"), 431, "headers-too-large");
    }

    @Test
    void requestLineThatIsTooLongIs414() throws Exception {
        assertProblem(ask("GET /" + "x".repeat(17_000) + " HTTP/1.1\nHost: x\n\n"), 414, "uri-too-long");
    }

    @Test
    void postWithoutLengthIs411() throws Exception {
        assertProblem(
                ask("POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/json\n\n"), 411, "length-required");
    }

    @Test
    void chunkedBodyNeedsNoLength() throws Exception {
        assertThat(ask("""
                        POST /v1/things HTTP/1.1
                        Host: x
                        Content-Type: application/json
                        Transfer-Encoding: chunked

                        2
                        {}
                        0

                        """).body()).isEqualTo("{}");
    }

    @Test
    void bodyThatIsShorterThanAnnouncedIs400() throws Exception {
        try (RawHttp raw = new RawHttp(server.port())) {
            raw.send("POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 9\n\n{}");
            raw.socket().shutdownOutput();

            assertProblem(raw.answer(), 400, "invalid-request");
        }
    }

    @Test
    void bodyThatIsLongerThanAnnouncedIsNoPartOfTheAnswered() throws Exception {
        try (RawHttp raw = new RawHttp(server.port())) {
            raw.send("POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Length: 2\n\n{}"
                    + "{\"smuggled\":1}");

            assertThat(raw.answer().body()).isEqualTo("{}");
            assertProblem(raw.answer(), 400, "invalid-request");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\nTransfer-Encoding: chunked",
                "Content-Length: 2\nContent-Length: 3",
                "Content-Length: -2",
                "Content-Length: 2x",
                "Transfer-Encoding: gzip",
                "Transfer-Encoding : chunked"
            })
    void lengthThatCanBeReadInTwoWaysIsRefused(String headers) throws Exception {
        Answer answer = ask(
                "POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/json\n" + headers + "\n\n2\n{}\n0\n\n");

        assertThat(answer.status()).isIn(400, 501);
        assertThat(answer.header("Connection")).hasValue("close");
    }

    @Test
    void compressedBodyIs415() throws Exception {
        assertProblem(
                ask("POST /v1/things HTTP/1.1\nHost: x\nContent-Type: application/json\nContent-Encoding: gzip\n"
                        + "Content-Length: 2\n\n{}"),
                415,
                "unsupported-media-type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPTIONS|/v1/things|POST",
                "TRACE|/v1/things|POST",
                "GET|/v1/things|POST",
                "HEAD|/v1/things|POST",
                "PROPFIND|/v1/things|POST",
                "POST|/v1/things/1|GET, HEAD",
                "OPTIONS|/health/live|GET, HEAD",
                "HEAD|/v1/lines|GET",
                "DELETE|/v1/lines|GET"
            })
    void otherMethodsAre405AndNameTheRightOnes(String method, String path, String allow) throws Exception {
        Answer answer = ask(method + " " + path + " HTTP/1.1\nHost: x\nContent-Length: 0\nConnection: close\n\n");

        assertThat(answer.status()).as(answer.toString()).isEqualTo(405);
        assertThat(answer.header("Allow")).hasValue(allow);
    }

    @Test
    void preflightGetsNothingThatABrowserWouldTakeForConsent() throws Exception {
        Answer answer = ask("""
                OPTIONS /v1/things HTTP/1.1
                Host: x
                Origin: https://evil.example
                Access-Control-Request-Method: POST
                Access-Control-Request-Headers: authorization

                """);

        assertProblem(answer, 405, "method-not-allowed");
        assertThat(answer.head()).doesNotContainIgnoringCase("access-control");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//health/live",
                "/health//live",
                "/health/live/",
                "/health/live;x",
                "/health;x/live",
                "/%68ealth/live",
                "/health%2Flive",
                "/x/../health/live",
                "/x/%2e%2e/health/live",
                "/./health/live",
                "/v1/things/a%2Fb",
                "/v1/things/..;/1",
                "/HEALTH/LIVE",
                "/"
            })
    void otherSpellingsOfAPathAre404(String path) throws Exception {
        assertThat(ask("GET " + path + " HTTP/1.1\nHost: x\n\n").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live%00", "/health/live%zz", "*", "health/live"})
    void whatIsNoPathIs400(String path) throws Exception {
        assertProblem(ask("GET " + path + " HTTP/1.1\nHost: x\n\n"), 400, "invalid-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "application/json;q=0", "application/json;q=0.0, */*", "image/*, text/*", "x"})
    void callerWhoTakesNoJsonIs406(String accept) throws Exception {
        assertProblem(ask("GET /health/live HTTP/1.1\nHost: x\nAccept: " + accept + "\n\n"), 406, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*/*", "application/*", "text/html, */*;q=0.1", "Application/JSON; q=1", "", "a/b;q=0,*/*"})
    void callerWhoTakesJsonGetsIt(String accept) throws Exception {
        assertThat(ask("GET /health/live HTTP/1.1\nHost: x\nAccept: " + accept + "\n\n")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void requestIdIsTheCallersWhenItIsWellFormed() throws Exception {
        assertThat(ask("GET /health/live HTTP/1.1\nHost: x\nX-Request-Id: a-1._B\n\n")
                        .header("X-Request-Id"))
                .hasValue("a-1._B");
        for (String bad : List.of("a b", "<script>", "x".repeat(65), "")) {
            assertThat(ask("GET /health/live HTTP/1.1\nHost: x\nX-Request-Id: " + bad + "\n\n")
                            .header("X-Request-Id")
                            .orElseThrow())
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-.*");
        }
    }

    @Test
    void everyAnswerHasTheHeadersThatKeepBrowsersAway() throws Exception {
        for (String path :
                List.of("/health/live", "/nothing", "/health/live;x", "/v1/failing", "/" + "x".repeat(17_000))) {
            Answer answer = ask("GET " + path + " HTTP/1.1\nHost: x\n\n");

            assertThat(answer.header("X-Content-Type-Options")).as(path).hasValue("nosniff");
            assertThat(answer.header("Content-Security-Policy")).hasValue("default-src 'none'; frame-ancestors 'none'");
            assertThat(answer.header("Referrer-Policy")).hasValue("no-referrer");
            assertThat(answer.header("Cross-Origin-Resource-Policy")).hasValue("same-origin");
            assertThat(answer.header("Cache-Control")).hasValue("no-store");
            assertThat(answer.header("Strict-Transport-Security")).isEmpty();
            assertThat(answer.header("Server")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/failing", "/v1/broken"})
    void failuresSayNothingOfTheirCause(String path) throws Exception {
        assertProblem(ask("GET " + path + " HTTP/1.1\nHost: x\n\n"), 500, "internal");
    }
}
