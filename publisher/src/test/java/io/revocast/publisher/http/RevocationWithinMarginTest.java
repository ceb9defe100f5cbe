package io.revocast.publisher.http;

import io.revocast.event.Target;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 7009 for tokens that expired a short time ago: services accept them for up to {@code tokens.margin}. */
class RevocationWithinMarginTest {
    private static int revoke(OAuthFixture fixture, String issuer, long expiredSeconds) throws Exception {
        ApiClient client = new ApiClient(fixture.port(), OAuthFixture.PORTAL);
        String token = Tokens.of("{\"iss\":\"" + issuer + "\",\"jti\":\"t1\",\"client_id\":\"portal\",\"sid\":\"s1\","
                + "\"typ\":\"Refresh\",\"exp\":" + (OAuthFixture.NOW.getEpochSecond() - expiredSeconds) + "}");
        return client.send(client.request("/oauth2/revoke")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("token=" + token)))
                .status();
    }

    private static OAuthFixture fixture(String margin) throws Exception {
        OAuthFixture fixture = OAuthFixture.with(new TokenLifetime(Duration.ofDays(1), false, Duration.parse(margin)));
        fixture.start();
        return fixture;
    }

    /** Seen: 200 two minutes after {@code exp}, whatever the margin was. */
    @ParameterizedTest
    @CsvSource({"PT30M,300,400", "PT30M,1799,400", "PT30M,1800,200", "PT10S,9,400", "PT10S,60,200"})
    void tokenThatCannotBeVerifiedIsInvalidOnceTheMarginHasPassed(String margin, long expiredSeconds, int status)
            throws Exception {
        try (OAuthFixture fixture = fixture(margin)) {
            assertThat(revoke(fixture, "https://stranger", expiredSeconds)).isEqualTo(status);
            assertThat(fixture.log.events()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"PT30M,300,true", "PT30M,1799,true", "PT30M,1800,false", "PT10S,9,true", "PT10S,60,false"})
    void sessionOfARefreshTokenIsRevokedUntilTheMarginHasPassed(String margin, long expiredSeconds, boolean revoked)
            throws Exception {
        try (OAuthFixture fixture = fixture(margin)) {
            assertThat(revoke(fixture, OAuthFixture.ISSUER, expiredSeconds)).isEqualTo(200);
            assertThat(fixture.log
                            .find(new Target.Claim(OAuthFixture.ISSUER, "sid", "s1"))
                            .isPresent())
                    .isEqualTo(revoked);
        }
    }
}
