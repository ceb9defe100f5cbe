package io.revocast.publisher.http;

import io.revocast.publisher.api.RevocationRoutes;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** What the server answers before any route sees a request, and which headers do not change what a request is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestGateTest {
    private static final String ENTRY =
            "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t1\"}}";

    private final InMemoryLog log = new InMemoryLog();
    private final HttpServer server = server();

    private HttpServer server() {
        Clock clock = Clock.systemUTC();
        TestWrites writes = TestWrites.of(
                log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, clock);
        EndpointAccess access =
                new EndpointAccess(TestServers.authenticator(new ApiKeyResolver(List.of()), true), Admission.UNLIMITED);
        return TestServers.of(List.of(
                new RevocationRoutes(access, writes.service(), target -> List.of(), TestFleets.noWaits()),
                new RevocationListRoutes(access, log)));
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /** A pattern with a repeated group would need a stack frame for each segment. */
    @ParameterizedTest
    @ValueSource(ints = {100, 1_000, 5_000})
    void pathOfManySegmentsIsNotFoundOrTooLong(int segments) throws IOException {
        RawHttp.Answer answer = RawHttp.ask(
                server.port(), "GET " + "/a".repeat(segments) + " HTTP/1.1\nHost: a\nConnection: close\n\n");

        assertThat(answer.status()).isEqualTo(segments <= 1_000 ? 404 : 414);
        assertThat(answer.head()).contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/revocations",
                "/v1//revocations",
                "/v1/./revocations",
                "/v1/../v1/revocations",
                "/v1/%72evocations",
                "/v1/revocations;a=b",
                "/.",
                "/v1/revocations/.."
            })
    void pathOfAnotherSpellingIsNotFound(String path) throws IOException {
        assertThat(RawHttp.ask(server.port(), "GET " + path + " HTTP/1.1\nHost: a\nConnection: close\n\n")
                        .status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-HTTP-Method-Override", "x-http-method-override", "X-Method-Override", "X-HTTP-Method"})
    void methodOverrideHeaderIsIgnored(String header) throws IOException {
        RawHttp.Answer answer = RawHttp.ask(
                server.port(),
                "GET /v1/revocations HTTP/1.1\nHost: a\n" + header + ": POST\nContent-Type: application/json\n"
                        + "Content-Length: " + ENTRY.length() + "\nConnection: close\n\n" + ENTRY);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"revocations\":[]}");
        assertThat(log.events()).isEmpty();
    }

    @Test
    void methodOverrideHeaderMakesNoGetOfAPost() throws IOException {
        RawHttp.Answer answer = RawHttp.ask(
                server.port(),
                "DELETE /v1/revocations HTTP/1.1\nHost: a\nX-HTTP-Method-Override: GET\nConnection: close\n\n");

        assertThat(answer.status()).isEqualTo(405);
    }
}
