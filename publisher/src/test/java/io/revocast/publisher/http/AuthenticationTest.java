package io.revocast.publisher.http;

import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.Caller;
import io.revocast.publisher.credentials.Credential;
import io.revocast.publisher.credentials.Credential.ClientSecret;
import io.revocast.publisher.credentials.CredentialResolver;
import io.revocast.publisher.credentials.CredentialResolvers;
import io.revocast.publisher.credentials.FailedLoginLimiter;
import io.revocast.publisher.credentials.Identification;
import io.revocast.publisher.credentials.Identification.CannotTell;
import io.revocast.publisher.credentials.Identification.Unknown;
import io.revocast.publisher.credentials.Ticker;
import io.revocast.publisher.http.ApiClient.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** Who is asking, over HTTP: list E of the faults. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthenticationTest {
    private static final String KEY = ApiKey.generate();

    private final Ticker ticker = new Ticker();
    private volatile Authenticator authenticator = authenticator();
    private final HttpServer server = TestServers.of(List.of(this::register));
    private ApiClient anonymous = new ApiClient(0, "");

    private Authenticator authenticator() {
        return new Authenticator(
                new CredentialResolvers(List.of(
                        new ApiKeyResolver(List.of(ApiKey.parse("portal", ApiKey.line(KEY, "token")))), unsure())),
                false,
                new FailedLoginLimiter(10, ticker),
                SourceAddresses.behind("127.0.0.1"));
    }

    private void register(Routes routes) {
        routes.get("/who", ctx -> ctx.result(authenticator.authenticate(ctx).name()));
        routes.get(
                "/client",
                ctx -> ctx.result(authenticator
                        .identify(ctx, new ClientSecret("portal", String.valueOf(ctx.queryParam("secret"))))
                        .map(Caller::name)
                        .orElse("anonymous")));
    }

    private static CredentialResolver unsure() {
        return new CredentialResolver() {
            @Override
            public Optional<Caller> find(Credential credential) {
                return Optional.empty();
            }

            @Override
            public Identification identify(Credential credential) {
                return credential.equals(new Credential.Bearer("unsure")) ? new CannotTell("stale") : new Unknown();
            }
        };
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
        anonymous = new ApiClient(server.port(), "");
    }

    @BeforeEach
    void forgetFailures() {
        authenticator = authenticator();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer as(String credential, String... headers) throws Exception {
        var request = new ApiClient(server.port(), credential).request("/who").GET();
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return anonymous.send(request);
    }

    /** E1. */
    @Test
    void noCredentialIs401WithoutAnErrorCode() throws Exception {
        Answer answer = as("");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"revocast\"");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    /** E1. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Basic cG9ydGFsOng=", "Bearer\tx", "Token x"})
    void malformedHeaderIs401(String header) throws Exception {
        Answer answer = as("", "Authorization", header);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"revocast\"");
    }

    /** E1. */
    @Test
    void twoAuthorizationHeadersAre400() throws Exception {
        assertThat(as(KEY, "Authorization", "Bearer " + KEY).status()).isEqualTo(400);
    }

    /** E9. */
    @Test
    void sourceThatGuessesIsSlowedAndTheRightKeyFromThereIsNot() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(as("wrong" + i).status()).isEqualTo(401);
        }
        for (int i = 0; i < 100; i++) {
            Answer slowed = as("wrong" + i);
            assertThat(slowed.status()).isEqualTo(429);
            assertThat(slowed.header("Retry-After")).isEqualTo("6");
            assertThat(slowed.json().path("type").asText()).isEqualTo("urn:revocast:problem:too-many-failures");
        }

        assertThat(as(KEY).response().body()).isEqualTo("portal");
        assertThat(as("").status()).isEqualTo(401);
        ticker.advance(Duration.ofSeconds(6));
        assertThat(as("wrong").status()).isEqualTo(401);
        assertThat(as("wrong").status()).isEqualTo(429);
    }

    /** E9: behind a trusted proxy the source is whom it names. */
    @Test
    void clientsBehindATrustedProxyAreSlowedEachByItself() throws Exception {
        for (int i = 0; i < 11; i++) {
            as("wrong", "X-Forwarded-For", "203.0.113.9, 198.51.100.7");
        }

        assertThat(as("wrong", "X-Forwarded-For", "198.51.100.7").status()).isEqualTo(429);
        assertThat(as("wrong", "X-Forwarded-For", "198.51.100.7, 203.0.113.9").status())
                .isEqualTo(401);
    }

    @Test
    void answerDoesNotTellWhatIsWrong() throws Exception {
        Answer unknown = as(ApiKey.generate());
        Answer almost = as(KEY + "x");
        Answer token = as("eyJhbGciOiJSUzI1NiJ9.e30.c2ln");

        assertThat(List.of(almost, token)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(withoutId(answer)).isEqualTo(withoutId(unknown));
            assertThat(answer.header("WWW-Authenticate")).isEqualTo(unknown.header("WWW-Authenticate"));
        });
        assertThat(withoutId(unknown)).doesNotContain("rvk_");
    }

    private static String withoutId(Answer answer) {
        return answer.response().body().replace(answer.header("X-Request-Id"), "");
    }

    @Test
    void whoCannotBeCheckedNowIs503AndNotSlowed() throws Exception {
        for (int i = 0; i < 12; i++) {
            Answer answer = as("unsure");
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).isEqualTo("1");
            assertThat(answer.json().path("detail").asText()).isEqualTo("who is asking cannot be told now: stale");
        }
    }

    @Test
    void endpointsWithCredentialsOfTheirOwnShareTheBrake() throws Exception {
        assertThat(anonymous.get("/client?secret=" + KEY).response().body()).isEqualTo("portal");
        for (int i = 0; i < 10; i++) {
            assertThat(anonymous.get("/client?secret=x").response().body()).isEqualTo("anonymous");
        }

        assertThat(anonymous.get("/client?secret=x").status()).isEqualTo(429);
        assertThat(as("wrong").status()).isEqualTo(429);
        assertThat(anonymous.get("/client?secret=" + KEY).status()).isEqualTo(200);
    }
}
