package io.revocast.publisher.http;

import io.revocast.event.Target;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** The list as lines, its limits, and what a caller that is limited to an issuer sees of it. */
class WholeListTest {
    private static final String READER = ApiKey.generate();
    private static final String OF_B = ApiKey.generate();

    private final InMemoryLog log = new InMemoryLog();
    private final Clock clock = Clock.systemUTC();
    private final TestWrites writes =
            TestWrites.of(log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, clock);
    private volatile Optional<Duration> wait = Optional.empty();
    private final Admission reads = (caller, requests) -> wait;
    private final HttpServer server = TestServers.of(List.of(new RevocationListRoutes(
            new EndpointAccess(
                    TestServers.authenticator(
                            new ApiKeyResolver(List.of(
                                    ApiKey.parse("reader", ApiKey.line(READER, "- read")),
                                    ApiKey.parse("of-b", ApiKey.line(OF_B, "- read issuer=https://b")))),
                            false),
                    reads),
            log)));

    @BeforeEach
    void start() throws Exception {
        server.start();
        for (int i = 0; i < 1_500; i++) {
            revoke(new Target.Token("https://a", "t" + i));
        }
        revoke(new Target.Claim("https://b", "sub", "bob"));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void revoke(Target target) throws Exception {
        writes.revoke(new ByTarget(target, null, null, new Explanation("test", null)), "alice");
    }

    private Answer lines(String key, String query) throws Exception {
        ApiClient client = new ApiClient(server.port(), key);
        return client.send(client.request("/v1/revocations" + query)
                .header("Accept", "application/x-ndjson")
                .GET());
    }

    private static List<String> linesOf(Answer answer) {
        return answer.response().body().lines().toList();
    }

    @Test
    void everythingIsAnsweredAsLinesAndTheLastOneCountsThem() throws Exception {
        Answer answer = lines(READER, "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(linesOf(answer)).hasSize(1_502).last().isEqualTo("{\"done\":{\"revocations\":1501}}");
        assertThat(linesOf(answer).stream().distinct()).hasSize(1_502);
    }

    @Test
    void filtersApplyToLinesAndPagesDoNot() throws Exception {
        assertThat(linesOf(lines(READER, "?kind=claim"))).hasSize(2).last().isEqualTo("{\"done\":{\"revocations\":1}}");
        assertThat(lines(READER, "?limit=5").status()).isEqualTo(400);
        assertThat(lines(READER, "?cursor=MDow").status()).isEqualTo(400);
    }

    @Test
    void callerLimitedToAnIssuerSeesNoOther() throws Exception {
        ApiClient client = new ApiClient(server.port(), OF_B);
        String ofA = log.origins().get(0).id().toString();
        String ofB = log.origins().get(1_500).id().toString();

        assertThat(client.get("/v1/revocations?limit=1000").response().body())
                .contains("https://b")
                .doesNotContain("https://a");
        assertThat(linesOf(lines(OF_B, ""))).hasSize(2);
        assertThat(client.get("/v1/revocations?issuer=https://a").response().body())
                .isEqualTo("{\"revocations\":[]}");
        assertThat(client.get("/v1/revocations/" + ofB).status()).isEqualTo(200);
        assertThat(client.get("/v1/revocations/" + ofA).status()).isEqualTo(404);
    }

    @Test
    void listThatIsNotReadToItsEndIsNotAnsweredAsIfItWere() throws Exception {
        log.replayed(false);
        ApiClient client = new ApiClient(server.port(), READER);

        assertThat(client.get("/v1/revocations").status()).isEqualTo(503);
        assertThat(client.get("/v1/revocations/00000000-0000-7000-8000-000000000000")
                        .status())
                .isEqualTo(503);
        assertThat(lines(READER, "").status()).isEqualTo(503);
    }

    @Test
    void callerThatReadsTooOftenIsToldWhenToComeAgain() throws Exception {
        wait = Optional.of(Duration.ofSeconds(3));

        Answer answer = new ApiClient(server.port(), READER).get("/v1/revocations");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("Retry-After")).isEqualTo("3");
    }
}
