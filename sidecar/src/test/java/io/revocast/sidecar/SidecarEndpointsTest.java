package io.revocast.sidecar;

import io.revocast.consumer.FailurePolicy;
import io.revocast.event.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;

import static org.assertj.core.api.Assertions.assertThat;

class SidecarEndpointsTest {
    @TempDir
    private Path directory;

    private RunningSidecar sidecar;

    @BeforeEach
    void start() throws Exception {
        sidecar = new RunningSidecar(directory, FailurePolicy.DENY);
    }

    @AfterEach
    void close() {
        sidecar.close();
    }

    private int authorize(String token) throws Exception {
        return sidecar.send("GET", "/v1/authorize", token).statusCode();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"})
    void aRevokedTokenIsRefusedForEveryMethodAndPath(String method) throws Exception {
        String good = sidecar.issuer.token("good");
        String bad = sidecar.issuer.token("bad");
        sidecar.revoke("bad");

        for (String path : new String[] {"/v1/authorize", "/v1/authorize/orders/7?x=%2F", "/v1/authorize/a%2Fb//c"}) {
            assertThat(sidecar.send(method, path, good).statusCode()).isEqualTo(200);
            HttpResponse<String> refused = sidecar.send(method, path, bad);
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
                    .contains("invalid_token");
        }
    }

    /** A client of the proxy chooses the path. None of its paths may reach an endpoint that answers 200 to anyone. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/authorize/../../health/live",
                "/v1/authorize/%2e%2e/%2e%2e/health/live",
                "/v1/authorize/..;/../metrics",
                "/v1/authorize//../../metrics",
                "/v1/authorize/./../../health/ready"
            })
    void noPathBelowAuthorizeReachesAnotherEndpoint(String path) throws Exception {
        assertThat(sidecar.raw("GET " + path + " HTTP/1.1")).contains(" 401 ");
    }

    @Test
    void tokensThatAreNotValidAreRefused() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Date past = Date.from(Instant.now().minusSeconds(60));

        assertThat(authorize(TestIssuer.in(other).token("a"))).as("another key").isEqualTo(401);
        assertThat(authorize(sidecar.issuer.token("at+jwt", claims -> claims.expirationTime(past))))
                .isEqualTo(401);
        assertThat(authorize(sidecar.issuer.token("at+jwt", claims -> claims.expirationTime(null))))
                .isEqualTo(401);
        assertThat(authorize(sidecar.issuer.token("at+jwt", claims -> claims.issuer("https://other.example"))))
                .isEqualTo(401);
        assertThat(authorize(sidecar.issuer.token("at+jwt", claims -> claims.issuer(null))))
                .isEqualTo(401);
        assertThat(authorize(sidecar.issuer.token("logout+jwt", claims -> claims)))
                .isEqualTo(401);
        assertThat(authorize("eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIn0."))
                .isEqualTo(401);
        assertThat(authorize("x")).isEqualTo(401);
    }

    @Test
    void aRequestWithoutATokenGetsNoErrorCode() throws Exception {
        HttpResponse<String> answer = sidecar.send("GET", "/v1/authorize", null);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @Test
    void anUnknownVerdictIs503AndARevokedTokenStays401() throws Exception {
        String good = sidecar.issuer.token("good");
        String bad = sidecar.issuer.token("bad");
        sidecar.revoke("bad");
        sidecar.revocations.makeStale();

        HttpResponse<String> unknown = sidecar.send("GET", "/v1/authorize", good);

        assertThat(unknown.statusCode()).isEqualTo(503);
        assertThat(unknown.headers().firstValue("Retry-After")).isPresent();
        assertThat(authorize(bad)).isEqualTo(401);
    }

    @Test
    void withTheFailurePolicyAllowAnUnknownVerdictIsAccepted() throws Exception {
        Path other = Files.createDirectory(directory.resolve("allow"));
        try (RunningSidecar allows = new RunningSidecar(other, FailurePolicy.ALLOW)) {
            allows.revocations.makeStale();

            assertThat(allows.send("GET", "/v1/authorize", allows.issuer.token("a"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void keysThatCannotBeReadAre503() throws Exception {
        String token = sidecar.issuer.token("a");
        Files.delete(sidecar.issuer.jwkSet());

        assertThat(authorize(token)).isEqualTo(503);
    }

    @Test
    void aTokenMustNameAConfiguredAudience() throws Exception {
        Path other = Files.createDirectory(directory.resolve("audience"));
        try (RunningSidecar orders = new RunningSidecar(other, FailurePolicy.DENY, "orders")) {
            assertThat(status(orders, "orders")).isEqualTo(200);
            assertThat(status(orders, "invoices")).isEqualTo(401);
        }
    }

    private static int status(RunningSidecar sidecar, String audience) throws Exception {
        String token = sidecar.issuer.token("at+jwt", claims -> claims.audience(audience));
        return sidecar.send("GET", "/v1/authorize", token).statusCode();
    }

    private String check(String token) throws Exception {
        HttpResponse<String> answer = sidecar.check("{\"token\":\"" + token + "\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void checkNamesTheOutcome() throws Exception {
        String bad = sidecar.issuer.token("bad");
        sidecar.revoke("bad");

        assertThat(check(sidecar.issuer.token("good"))).isEqualTo("{\"accepted\":true,\"outcome\":\"accepted\"}");
        assertThat(check(bad)).startsWith("{\"accepted\":false,\"outcome\":\"revoked\",\"revokedUntil\":\"");
        assertThat(check("x.y.z")).isEqualTo("{\"accepted\":false,\"outcome\":\"invalid\"}");
        sidecar.revocations.makeStale();
        assertThat(check(sidecar.issuer.token("good")))
                .isEqualTo("{\"accepted\":false,\"outcome\":\"unknown\",\"reason\":\"stale\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret-token", "{\"token\":7}", "{}"})
    void aBodyThatIsNoCheckIsRefusedWithoutRepeatingIt(String body) throws Exception {
        HttpResponse<String> answer = sidecar.check(body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("secret");
    }

    @Test
    void readinessWaitsForTheReplayAndLivenessDoesNot() throws Exception {
        assertThat(sidecar.send("GET", "/health/ready", null).body()).contains("\"ready\":true,\"state\":\"current\"");
        assertThat(sidecar.send("GET", "/health/live", null).statusCode()).isEqualTo(200);
        assertThat(sidecar.send("GET", "/elsewhere", null).statusCode()).isEqualTo(404);
        assertThat(sidecar.send("GET", "/v1/check", null).statusCode()).isEqualTo(405);
    }

    @Test
    void metricsCountTheOutcomes() throws Exception {
        authorize(sidecar.issuer.token("a"));
        authorize("x");

        assertThat(sidecar.send("GET", "/metrics", null).body())
                .contains("revocast_sidecar_decision_seconds_count{outcome=\"accepted\"} 1")
                .contains("revocast_sidecar_decision_seconds_count{outcome=\"invalid\"} 1")
                .contains("revocast_checks_total");
    }

    @Test
    void aTokenThatNamesARevokedSubjectIsRefusedByItsClaims() throws Exception {
        sidecar.revocations.revoke(new Target.Claim(TestIssuer.ISS, "sub", "alice"));

        assertThat(authorize(sidecar.issuer.token("a"))).isEqualTo(401);
    }
}
