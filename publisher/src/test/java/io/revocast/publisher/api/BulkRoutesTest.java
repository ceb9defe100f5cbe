package io.revocast.publisher.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.request.KnownIssuers;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.BroadTargets;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.token.ObservedToken;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TargetWarnings;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class BulkRoutesTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RecentTokens seen = new RecentTokens(CLOCK);
    private final InMemoryLog log = new InMemoryLog();
    private final HttpServer server = server();
    private ApiClient client = new ApiClient(0, "");

    private HttpServer server() {
        RevocationService service = TestWrites.of(
                        log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, CLOCK)
                .service(
                        AuditLog.NONE,
                        RequestHistory.NONE,
                        new RevocationService.Guards(Admission.UNLIMITED, BroadTargets.DEFAULT, seen));
        EndpointAccess access =
                new EndpointAccess(TestServers.authenticator(new ApiKeyResolver(List.of()), true), Admission.UNLIMITED);
        return TestServers.of(List.of(
                new BulkRoutes(access, service, new TargetWarnings(seen, KnownIssuers.ANY)::of),
                new ReinstatementRoutes(access, service),
                new ObservedTokenRoutes(access, seen),
                new RevocationListRoutes(access, log),
                new RevocationRoutes(access, service, target -> List.of(), TestFleets.noWaits())));
    }

    @BeforeEach
    void start() throws Exception {
        server.start();
        client = new ApiClient(server.port(), "");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static String entry(String jti) {
        return "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"" + jti + "\"}}";
    }

    private List<JsonNode> post(String query, String body) throws Exception {
        Answer answer = client.send(client.request("/v1/revocations:batch" + query)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body)));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : answer.response().body().lines().toList()) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }

    @Test
    void everyLineIsAnsweredAndTheLastSaysSo() throws Exception {
        List<JsonNode> lines = post("", entry("t1") + "\n" + "not json\n" + entry("t1") + "\n{\"token\":\"x\"}\n");

        assertThat(lines).hasSize(5);
        assertThat(lines.stream().filter(line -> line.path("line").asInt() == 1).findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line.path("outcome").asText()).isEqualTo("created"));
        assertThat(lines.stream().filter(line -> line.path("line").asInt() == 2).findFirst())
                .hasValueSatisfying(
                        line -> assertThat(line.path("problem").path("type").asText())
                                .isEqualTo("urn:revocast:problem:invalid-request"));
        assertThat(lines.get(4).toString())
                .isEqualTo("{\"done\":{\"lines\":4,\"created\":1,\"extended\":0,\"unchanged\":1,\"expired\":0,"
                        + "\"refused\":2}}");
    }

    @Test
    void lineThatMayRefuseNoTokenSaysSo() throws Exception {
        seen.report(List.of(new ObservedToken(
                "https://issuer", "a", null, null, CLOCK.instant().plusSeconds(60), Map.of("sub", "alice"))));
        String target =
                "{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer\",\"name\":\"%s\",\"value\":\"x\"}}";

        List<JsonNode> lines = post("", target.formatted("sbu") + "\n" + target.formatted("sub"));

        JsonNode warned = lines.stream()
                .filter(line -> line.path("line").asInt() == 1)
                .findFirst()
                .orElseThrow();
        assertThat(warned.path("outcome").asText()).isEqualTo("created");
        assertThat(warned.path("warnings").get(0).asText())
                .startsWith("none of the 1 tokens of https://issuer that callers reported lately has the claim sbu");
        assertThat(lines)
                .filteredOn(line -> line.path("line").asInt() == 2)
                .singleElement()
                .satisfies(line -> assertThat(line.has("warnings")).isFalse());
    }

    @Test
    void blankLinesAreCountedAndNoEntries() throws Exception {
        List<JsonNode> lines = post("?results=problems", "\n \t\r\n" + entry("t1") + "\n\nx\n");

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).path("line").asInt()).isEqualTo(5);
        assertThat(lines.get(1).path("done").path("lines").asInt()).isEqualTo(5);
        assertThat(lines.get(1).path("done").path("created").asInt()).isEqualTo(1);
    }

    @Test
    void goodLinesAreLeftOutOnRequest() throws Exception {
        String body = IntStream.range(0, 3_000).mapToObj(i -> entry("t" + i)).collect(Collectors.joining("\n"));

        List<JsonNode> lines = post("?results=problems", body);

        assertThat(lines.get(lines.size() - 1).path("done").path("created").asInt())
                .isEqualTo(3_000);
        assertThat(lines).noneMatch(line -> line.has("line"));
        assertThat(log.events()).hasSize(3_000);
    }

    @Test
    void listThatBreaksOffHasNoLastLine() throws Exception {
        log.failWith(new UnavailableException(Certainty.UNKNOWN, "not confirmed"), 0);

        List<JsonNode> lines = post("", entry("t1"));

        assertThat(lines)
                .singleElement()
                .satisfies(line -> assertThat(line.path("problem").path("type").asText())
                        .isEqualTo("urn:revocast:problem:not-confirmed"));
    }

    @Test
    void callerThatIsStillWritingWhenItBreaksOffReadsWhy() throws Exception {
        log.failWith(new UnavailableException(Certainty.UNKNOWN, "not confirmed"), 0);
        String body = IntStream.range(0, 200_000).mapToObj(i -> entry("t" + i)).collect(Collectors.joining("\n"));

        List<JsonNode> lines = post("?results=problems", body);

        assertThat(lines.get(lines.size() - 1).path("problem").path("type").asText())
                .isEqualTo("urn:revocast:problem:not-confirmed");
    }

    @Test
    void otherMediaTypesAndParametersAreRefused() throws Exception {
        Answer json = client.send(client.request("/v1/revocations:batch")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(entry("t1"))));
        Answer odd = client.send(client.request("/v1/revocations:batch?results=none")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(entry("t1"))));

        assertThat(json.status()).isEqualTo(415);
        assertThat(odd.status()).isEqualTo(400);
        assertThat(log.events()).isEmpty();
    }

    @Test
    void dryRunWritesNothingAndItsTokenConfirmsABroadTarget() throws Exception {
        String issuer = "{\"target\":{\"kind\":\"issuer\",\"issuer\":\"https://issuer\"}%s}";
        Answer unconfirmed = client.revoke(issuer.formatted(""));
        Answer preview = client.send(client.request("/v1/revocations?dryRun=true")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(issuer.formatted(""))));

        assertThat(unconfirmed.status()).isEqualTo(409);
        assertThat(unconfirmed
                        .json()
                        .path("preview")
                        .path("results")
                        .path(0)
                        .path("wide")
                        .asBoolean())
                .isTrue();
        assertThat(preview.status()).isEqualTo(200);
        assertThat(log.events()).isEmpty();

        String confirm = preview.json().path("confirm").asText();
        assertThat(client.revoke(issuer.formatted(",\"confirm\":\"" + confirm + "\""))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void misspeltDryRunRevokesNothing() throws Exception {
        for (String query : List.of("?dryrun=true", "?dryRun=yes", "?dryRun=true&dryRun=false", "?dry=1")) {
            Answer answer = client.send(client.request("/v1/revocations" + query)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(entry("t1"))));
            assertThat(answer.status()).as(query).isEqualTo(400);
        }
        assertThat(log.events()).isEmpty();
    }

    @Test
    void reinstatementTakesBackByIdAndByTarget() throws Exception {
        String id = client.revoke(entry("t1")).json().path("id").asText();
        client.revoke(entry("t2"));

        Answer byId = reinstate("{\"id\":\"" + id + "\",\"reason\":\"mistake\"}");
        Answer batch = reinstate("{\"reinstatements\":[" + entry("t2") + "," + entry("t3") + "]}");

        assertThat(byId.json().path("outcome").asText()).isEqualTo("reinstated");
        assertThat(byId.json().path("target").path("jti").asText()).isEqualTo("t1");
        assertThat(byId.json().path("receipt").path("offset").asInt()).isEqualTo(2);
        assertThat(batch.json().path("reinstatements").findValuesAsText("outcome"))
                .containsExactly("reinstated", "not_revoked");
        assertThat(log.live()).isEmpty();
    }

    private Answer reinstate(String json) throws Exception {
        return client.send(client.request("/v1/reinstatements")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    @Test
    void dryRunWhereThereIsNoneIsNotObeyed() throws Exception {
        client.revoke(entry("t1"));

        Answer answer = client.send(client.request("/v1/reinstatements?dryRun=true")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(entry("t1"))));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText())
                .isEqualTo("this path takes a body and no parameters beside it");
        assertThat(log.live()).hasSize(1);
    }

    @Test
    void badReinstatementsNameTheFieldAndTheRule() throws Exception {
        assertThat(reinstate("{}").json().path("detail").asText()).contains("target must be given, or id instead");
        assertThat(reinstate("{\"id\":\"7\"}").json().path("detail").asText()).isEqualTo("id must be a UUID");
        assertThat(reinstate("{\"reinstatements\":[" + entry("a") + ",7]}")
                        .json()
                        .path("index")
                        .asInt())
                .isEqualTo(1);
        assertThat(reinstate("[]").status()).isEqualTo(400);
    }

    @Test
    void sightingsAreBoundedAndNeverWholeTokens() throws Exception {
        String good = "{\"tokens\":[{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"iat\":1,\"exp\":1795435200,"
                + "\"claims\":{\"sub\":\"alice\",\"roles\":[\"a\",7]}}]}";

        assertThat(report(good).status()).isEqualTo(204);
        assertThat(report("{\"tokens\":[{\"iss\":\"i\"}]}")
                        .json()
                        .path("detail")
                        .asText())
                .isEqualTo("entry 0: exp must be a number of seconds since 1970");
        assertThat(report("{\"tokens\":[{\"iss\":\"i\",\"exp\":1,\"token\":\"x\"}]}")
                        .status())
                .isEqualTo(400);
        for (String claims : List.of("[]", "\"a\"", "null")) {
            assertThat(report("{\"tokens\":[{\"iss\":\"i\",\"exp\":1,\"claims\":" + claims + "}]}")
                            .status())
                    .as(claims)
                    .isEqualTo(400);
        }
    }

    @Test
    void previewCountsWhatServicesWouldRefuse() throws Exception {
        report("{\"tokens\":[{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":1795440000,\"claims\":{\"level\":7.0}},"
                + "{\"iss\":\"https://issuer\",\"jti\":\"t2\",\"exp\":1795440000,\"claims\":{\"level\":[true,7e0]}},"
                + "{\"iss\":\"https://issuer\",\"jti\":\"t3\",\"exp\":1795440000,\"claims\":{\"level\":\"7.0\"}}]}");

        Answer preview = client.send(client.request("/v1/revocations?dryRun=true")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer\","
                        + "\"name\":\"level\",\"value\":\"7\"}}")));

        JsonNode matches = preview.json().path("results").path(0).path("matches");
        assertThat(matches.path("seen").asInt()).isEqualTo(2);
        assertThat(matches.path("sample").findValuesAsText("jti")).containsExactly("t1", "t2");
    }

    private Answer report(String json) throws Exception {
        return client.send(client.request("/v1/sightings")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }
}
