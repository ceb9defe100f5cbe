package io.revocast.adapter;

import io.revocast.adapter.WebAdapters.Answer;
import io.revocast.event.Target;
import io.revocast.testing.FakeRevocations;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What a client receives from each framework. */
class WebAnswerTest {
    private final FakeRevocations revocations = new FakeRevocations();

    /** Sends a request to a framework. */
    @FunctionalInterface
    private interface Framework {
        Answer answer(WebAdapters web, @Nullable String token) throws Exception;
    }

    private static final Map<String, Framework> HTTP = Map.of(
            "servlet", WebAdapters::servlet,
            "JAX-RS", WebAdapters::jaxRs,
            "Javalin", WebAdapters::javalin);

    @Test
    void aRevokedTokenIsInvalidAndAnUnknownVerdictIsAnOutage() throws Exception {
        String revoked = HmacTokens.token("\"jti\":\"1\"");
        String other = HmacTokens.token("\"jti\":\"2\"");
        revocations.revoke(new Target.Token(HmacTokens.ISSUER, "1"));
        revocations.makeStale();
        try (WebAdapters web = new WebAdapters(revocations)) {
            for (Map.Entry<String, Framework> http : HTTP.entrySet()) {
                Answer unauthorized = http.getValue().answer(web, revoked);
                assertThat(unauthorized.status()).as(http.getKey()).isEqualTo(401);
                assertThat(unauthorized.headers())
                        .as(http.getKey())
                        .containsEntry(
                                "www-authenticate",
                                "Bearer error=\"invalid_token\", error_description=\"The token has been revoked\"")
                        .doesNotContainKey("retry-after");
                assertThat(unauthorized.headers().get("content-type")).startsWith("application/problem+json");
                assertThat(unauthorized.body())
                        .isEqualTo("{\"title\":\"Unauthorized\",\"status\":401,"
                                + "\"detail\":\"The token has been revoked\"}");

                Answer unavailable = http.getValue().answer(web, other);
                assertThat(unavailable.status()).as(http.getKey()).isEqualTo(503);
                assertThat(unavailable.headers())
                        .as(http.getKey())
                        .containsEntry("retry-after", "5")
                        .doesNotContainKey("www-authenticate");
                assertThat(unavailable.body()).contains("\"status\":503");
            }

            Answer unauthenticated = web.grpc(revoked);
            assertThat(unauthenticated).isEqualTo(new Answer(401, Map.of(), "The token has been revoked"));
            Answer unavailable = web.grpc(other);
            assertThat(unavailable.status()).isEqualTo(503);
            assertThat(unavailable.headers()).containsEntry("grpc-retry-pushback-ms", "5000");
        }
    }

    @Test
    void aTokenWithoutIssuerIsInvalidAndNoOutage() throws Exception {
        String withoutIssuer = HmacTokens.sign("{\"alg\":\"HS256\"}", "{\"exp\":4000000000,\"jti\":\"2\"}");
        try (WebAdapters web = new WebAdapters(revocations)) {
            for (Map.Entry<String, Framework> http : HTTP.entrySet()) {
                Answer unauthorized = http.getValue().answer(web, withoutIssuer);
                assertThat(unauthorized.status()).as(http.getKey()).isEqualTo(401);
                assertThat(unauthorized.headers())
                        .as(http.getKey())
                        .containsEntry(
                                "www-authenticate",
                                "Bearer error=\"invalid_token\","
                                        + " error_description=\"The token cannot be checked; request a new one\"")
                        .doesNotContainKey("retry-after");
            }
            assertThat(web.grpc(withoutIssuer))
                    .isEqualTo(new Answer(401, Map.of(), "The token cannot be checked; request a new one"));
        }
    }

    @Test
    void aRequestWithoutATokenPasses() throws Exception {
        revocations.makeStale();
        try (WebAdapters web = new WebAdapters(revocations)) {
            for (Framework http : HTTP.values()) {
                assertThat(http.answer(web, null).body()).isEqualTo("ok");
            }
            assertThat(web.grpc(null).body()).isEqualTo("ok");
        }
    }
}
