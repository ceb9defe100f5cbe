package io.revocast.publisher.http;

import io.revocast.event.Target;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 7009 for tokens without {@code exp}, as Ory Hydra and Keycloak's offline sessions have them. */
class TokenWithoutExpiryTest {
    private static final String TOKEN =
            Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"iat\":1}");

    private static Answer revoke(OAuthFixture fixture, String hint) throws Exception {
        ApiClient client = new ApiClient(fixture.port(), OAuthFixture.PORTAL);
        return client.send(client.request("/oauth2/revoke")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + TOKEN + hint)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&token_type_hint=access_token", "&token_type_hint=refresh_token"})
    void withALongestLifetimeItIsRevokedForThatLong(String hint) throws Exception {
        try (OAuthFixture fixture = OAuthFixture.with(new TokenLifetime(Duration.ofDays(1), true))) {
            fixture.start();

            assertThat(revoke(fixture, hint).status()).isEqualTo(200);

            assertThat(fixture.log.find(new Target.Token("https://issuer", "t1")))
                    .hasValueSatisfying(live -> assertThat(live.revocation().expiresAt())
                            .isEqualTo(OAuthFixture.NOW.plus(Duration.ofDays(1))));
        }
    }

    @Test
    void withoutOneTheAnswerNamesTheRuleAndTheFixAndNothingIsRevoked() throws Exception {
        try (OAuthFixture fixture = OAuthFixture.with(new TokenLifetime(Duration.ofDays(1), false))) {
            fixture.start();

            Answer answer = revoke(fixture, "&token_type_hint=refresh_token");

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("error").asText()).isEqualTo("unsupported_token_type");
            assertThat(answer.json().path("error_description").asText())
                    .isEqualTo("the token has no exp: set tokens.longest-lifetime, for which it is then revoked");
            assertThat(fixture.log.events()).isEmpty();
        }
    }
}
