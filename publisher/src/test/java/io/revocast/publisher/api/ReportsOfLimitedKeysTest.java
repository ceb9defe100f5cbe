package io.revocast.publisher.api;

import io.revocast.event.Target;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.token.RecentTokens;
import org.junit.jupiter.api.Test;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class ReportsOfLimitedKeysTest {
    private static final String KEY = ApiKey.generate();

    private final RecentTokens seen =
            new RecentTokens(Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC));

    private Answer report(String... issuers) throws Exception {
        EndpointAccess access = new EndpointAccess(
                TestServers.authenticator(
                        new ApiKeyResolver(
                                List.of(ApiKey.parse("limited", ApiKey.line(KEY, "- report issuer=https://own")))),
                        false),
                Admission.UNLIMITED);
        try (HttpServer server = TestServers.of(List.of(new ObservedTokenRoutes(access, seen)))) {
            server.start();
            ApiClient client = new ApiClient(server.port(), KEY);
            List<String> tokens = List.of(issuers).stream()
                    .map(issuer -> "{\"iss\":\"" + issuer + "\",\"exp\":1795440000,\"claims\":{\"sub\":\"alice\"}}")
                    .toList();
            return client.send(client.request("/v1/sightings")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"tokens\":[" + String.join(",", tokens) + "]}")));
        }
    }

    private int hits(String issuer) {
        return seen.mostHits(new Target.Claim(issuer, "sub", "alice"));
    }

    @Test
    void keyThatIsLimitedToIssuersReportsTheirTokens() throws Exception {
        assertThat(report("https://own").status()).isEqualTo(204);
        assertThat(hits("https://own")).isEqualTo(1);
    }

    /** Seen: such reports made the targets of a foreign issuer broad, so that lists refused them. */
    @Test
    void reportThatNamesAnotherIssuerIsRefusedAsAWhole() throws Exception {
        Answer answer = report("https://own", "https://other");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("detail").asText()).startsWith("entry 1: iss must be an issuer");
        assertThat(hits("https://own")).isZero();
        assertThat(hits("https://other")).isZero();
    }
}
