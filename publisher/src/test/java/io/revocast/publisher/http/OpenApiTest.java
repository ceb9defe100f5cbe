package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Verdict;
import io.revocast.publisher.api.BulkRoutes;
import io.revocast.publisher.api.ObservedTokenRoutes;
import io.revocast.publisher.api.ReinstatementRoutes;
import io.revocast.publisher.api.RevocationRoutes;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.check.CheckRoutes;
import io.revocast.publisher.check.Explainer;
import io.revocast.publisher.console.ConsoleFacts;
import io.revocast.publisher.console.ConsoleSessions;
import io.revocast.publisher.console.OpenIdRoutes;
import io.revocast.publisher.console.PageRoutes;
import io.revocast.publisher.console.SessionRoutes;
import io.revocast.publisher.console.SignIns;
import io.revocast.publisher.console.openid.OpenIdProviders;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.health.HealthRoutes;
import io.revocast.publisher.health.Liveness;
import io.revocast.publisher.health.MetricsRoutes;
import io.revocast.publisher.health.OpenApiRoutes;
import io.revocast.publisher.health.Readiness;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.oauth.OAuthEndpoints;
import io.revocast.publisher.oauth.OAuthRoutes;
import io.revocast.publisher.query.AuditRoutes;
import io.revocast.publisher.query.EventRoutes;
import io.revocast.publisher.query.FleetRoutes;
import io.revocast.publisher.query.OverviewRoutes;
import io.revocast.publisher.query.PropagationRoutes;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.query.TestOverviews;
import io.revocast.publisher.query.TestTopics;
import io.revocast.publisher.query.TopicRoutes;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.signals.LogoutTokens;
import io.revocast.publisher.signals.ProviderMessageRoutes;
import io.revocast.publisher.signals.ProviderMessageValidator;
import io.revocast.publisher.signals.ReceivedCounts;
import io.revocast.publisher.signals.SecurityEvents;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.token.TokenReader;
import io.revocast.publisher.validate.TokenLifetime;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

/** The description of the interface against the interface. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenApiTest {
    private final String yaml = text();
    private final JsonNode description = tree(yaml);
    private final InMemoryLog log = new InMemoryLog();
    private final HttpServer server = server();
    private ApiClient anyone = new ApiClient(0, "");

    private HttpServer server() {
        Clock clock = Clock.systemUTC();
        ConsoleSessions sessions = new ConsoleSessions(null, true, clock);
        EndpointAccess access = new EndpointAccess(
                TestServers.authenticator(new ApiKeyResolver(List.of()), true).with(sessions), Admission.UNLIMITED);
        SignIns signIns = new SignIns(access, sessions, entry -> CompletableFuture.completedFuture(null), clock);
        var service = TestWrites.of(
                        log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, clock)
                .service();
        ProviderMessageValidator inbox = new ProviderMessageValidator(
                List.of(), TokenAuthenticity.NOT_CHECKED, service::revoke, target -> List.of(), clock);
        ReceivedCounts counts = new ReceivedCounts();
        return TestServers.of(List.of(
                new HealthRoutes(() -> new Readiness(true, "current", null, List.of()), () -> Liveness.LIVE),
                new RevocationRoutes(access, service, target -> List.of(), TestFleets.noWaits()),
                new BulkRoutes(access, service, target -> List.of()),
                new ReinstatementRoutes(access, service),
                new ObservedTokenRoutes(access, new RecentTokens(clock)),
                new RevocationListRoutes(access, log),
                new FleetRoutes(access, TestFleets.empty(), log, TestFleets.noTimes()),
                new OverviewRoutes(access, TestOverviews.of(log)),
                new TopicRoutes(access, TestTopics.SOURCE, clock, System::nanoTime),
                new PropagationRoutes(access, TestOverviews.of(log).waves(), clock),
                new MetricsRoutes(access, () -> "# none\n"),
                new CheckRoutes(access, new TokenReader(TokenAuthenticity.NOT_CHECKED), explainer()),
                new EventRoutes(access, listener -> () -> {}, log),
                new AuditRoutes(access, null),
                new OAuthRoutes(access, OAuthEndpoints.CLOSED),
                new ProviderMessageRoutes(
                        new LogoutTokens(inbox, counts, TestFleets.noLogoutWaits()),
                        new SecurityEvents(inbox, counts),
                        false),
                new OpenApiRoutes(),
                new SessionRoutes(
                        access,
                        sessions,
                        signIns,
                        new ConsoleFacts("1", "revocations", List.of(), true, List.of()),
                        clock),
                new OpenIdRoutes(new OpenIdProviders(List.of(), clock), sessions, signIns),
                new PageRoutes()));
    }

    private Explainer explainer() {
        return new Explainer(
                log, token -> new Verdict.Unknown(Verdict.Reason.STARTING, FailurePolicy.DENY), Clock.systemUTC());
    }

    private static String text() {
        try (InputStream resource = OpenApiTest.class.getResourceAsStream(OpenApiRoutes.RESOURCE)) {
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode tree(String yaml) {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
        anyone = new ApiClient(server.port(), "");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void foreignReaderFindsNothingWrong() {
        SwaggerParseResult parsed = new OpenAPIV3Parser().readContents(yaml, null, null);

        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
    }

    @Test
    void everyRouteIsDescribedAndEveryDescribedOneIsThere() {
        Set<String> described = new TreeSet<>();
        for (Entry<String, JsonNode> path : description.path("paths").properties()) {
            path.getValue()
                    .fieldNames()
                    .forEachRemaining(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey()));
        }
        Set<String> served = new TreeSet<>();
        for (Route route : server.routes()) {
            if (!route.method().equals("HEAD")) {
                served.add(route.method() + " " + route.path().replace('<', '{').replace('>', '}'));
            }
        }

        assertThat(described).isEqualTo(served);
    }

    @Test
    void descriptionIsServedAsItIs() throws Exception {
        Answer answer = anyone.get("/openapi.yaml");

        assertThat(answer.response().body()).isEqualTo(yaml);
        assertThat(answer.header("Content-Type")).isEqualTo("application/yaml");
    }

    @TestFactory
    List<DynamicTest> examplesAreAnsweredAsDescribed() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Entry<String, JsonNode> path : description.path("paths").properties()) {
            for (JsonNode gets : path.getValue().path("get").path("x-test")) {
                tests.add(DynamicTest.dynamicTest(
                        "GET " + gets.path("path").asText(),
                        () -> check(
                                path.getValue().path("get"),
                                gets.path("status").asInt(),
                                anyone.get(gets.path("path").asText()))));
            }
            JsonNode post = path.getValue().path("post");
            for (Entry<String, JsonNode> media :
                    post.path("requestBody").path("content").properties()) {
                for (Entry<String, JsonNode> example :
                        media.getValue().path("examples").properties()) {
                    if (example.getValue().has("x-test")) {
                        tests.add(DynamicTest.dynamicTest(
                                "POST " + path.getKey() + " " + example.getKey(),
                                () -> post(path.getKey(), post, media, example.getValue())));
                    }
                }
            }
        }
        assertThat(tests).hasSizeGreaterThan(15);
        return tests;
    }

    private void post(String path, JsonNode operation, Entry<String, JsonNode> media, JsonNode example)
            throws Exception {
        JsonNode value = example.path("value");
        String query = example.path("x-test").path("query").asText();
        HttpRequest.Builder request = anyone.request(path + (query.isEmpty() ? "" : "?" + query))
                .header("Content-Type", media.getKey())
                .POST(BodyPublishers.ofString(value.isTextual() ? value.asText() : value.toString()));
        int status = example.path("x-test").path("status").asInt();
        if (status < 300 && !value.isTextual()) {
            assertThat(new DescribedShape(description).faults(media.getValue().path("schema"), value))
                    .as("the request itself")
                    .isEmpty();
        }

        check(operation, status, anyone.send(request));
    }

    private void check(JsonNode operation, int status, Answer answer) throws IOException {
        String body = answer.response().body();
        assertThat(answer.status()).as(body).isEqualTo(status);
        JsonNode responses = operation.path("responses");
        JsonNode response = new DescribedShape(description)
                .resolve(
                        responses.path(responses.has(Integer.toString(status)) ? Integer.toString(status) : "default"));
        if (!response.has("content")) {
            assertThat(body).isEmpty();
            return;
        }
        String type = answer.header("Content-Type").replaceFirst(";.*", "");
        JsonNode schema = response.path("content").path(type).path("schema");
        assertThat(schema.isMissingNode()).as("described media type " + type).isFalse();
        if (type.endsWith("json")) {
            for (String document : type.contains("ndjson") ? body.split("\n") : new String[] {body}) {
                assertThat(new DescribedShape(description).faults(schema, new ObjectMapper().readTree(document)))
                        .as(document)
                        .isEmpty();
            }
        }
    }
}
