package io.revocast.publisher.http;

import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.http.ApiClient.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest.BodyPublishers;

import static org.assertj.core.api.Assertions.assertThat;

/** The session of a refresh token that a client revokes, however the issuer spells the claim that has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefreshTokenSessionTest {
    private static final Target.Token T1 = new Target.Token(OAuthFixture.ISSUER, "t1");

    @RegisterExtension
    private final OAuthFixture fixture = new OAuthFixture();

    private ApiClient client = new ApiClient(0, "");

    @BeforeAll
    void connect() {
        client = new ApiClient(fixture.port(), OAuthFixture.PORTAL);
    }

    private Answer revoke(String sid) throws Exception {
        return revokeToken(",\"typ\":\"Refresh\",\"sid\":" + sid);
    }

    private Answer revokeToken(String claims) throws Exception {
        String token = OAuthFixture.token("portal", claims);
        return client.send(client.request("/oauth2/revoke")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token)));
    }

    /** Seen: the session of a refresh token of Casdoor or Django SimpleJWT was left in force. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"typ\":\"Offline\"",
                "\"tokenType\":\"refresh-token\"",
                "\"token_type\":\"refresh\"",
                "\"typ\":\"Bearer\",\"token_type\":\"refresh_token\""
            })
    void sessionGoesWithATokenThatSaysThatItIsARefreshToken(String kind) throws Exception {
        assertThat(revokeToken("," + kind + ",\"sid\":\"s1\"").status()).isEqualTo(200);

        assertThat(fixture.log.find(T1)).isPresent();
        assertThat(fixture.log.find(new Target.Claim(OAuthFixture.ISSUER, "sid", "s1")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tokenType\":\"access-token\"", "\"token_type\":\"access\"", "\"token_type\":null"})
    void sessionStaysWithATokenThatSaysThatItIsAnAccessToken(String kind) throws Exception {
        assertThat(revokeToken("," + kind + ",\"sid\":\"s1\"").status()).isEqualTo(200);

        assertThat(fixture.log.events()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10325895|10325895",
                "7.50|7.5",
                "0.1234567890123456789|0.12345678901234568",
                "[\"s1\"]|s1",
                "[null,\"s1\",\"\",\"s1\"]|s1",
                "[10325895]|10325895"
            })
    void sessionThatIsNotATextIsRevokedUnderTheValueThatServicesRead(String sid, String value) throws Exception {
        assertThat(revoke(sid).status()).isEqualTo(200);

        assertThat(fixture.log.find(T1)).isPresent();
        assertThat(fixture.log.find(new Target.Claim(OAuthFixture.ISSUER, "sid", value)))
                .isPresent();
    }

    /** Seen: 200 for a session that was a number, while services accepted its access tokens. */
    @ParameterizedTest
    @ValueSource(strings = {"[\"s1\",\"s2\"]", "{\"id\":\"s1\"}", "[{\"id\":\"s1\"}]", "true", "1e400"})
    void sessionThatNoOneTargetNamesIsNeverAnsweredAsRevoked(String sid) throws Exception {
        Answer answer = revoke(sid);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("unsupported_token_type");
        assertThat(answer.json().path("error_description").asText()).contains("its session is not");
        assertThat(fixture.log.find(T1)).as("the token itself is revoked").isPresent();
        assertThat(fixture.log.events()).hasSize(1);
        assertThat(fixture.audit)
                .filteredOn(entry -> entry.decision() == AuditEntry.Decision.REFUSED)
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.subjects())
                            .extracting(AuditEntry.Subject::target)
                            .containsExactly(T1.key());
                    assertThat(entry.detail()).startsWith("token.sid must be");
                });
    }

    @Test
    void sessionThatIsTooLongForATargetIsInTheAudit() throws Exception {
        assertThat(revoke("\"" + "s".repeat(2000) + "\"").status()).isEqualTo(400);

        assertThat(fixture.audit)
                .filteredOn(entry -> entry.decision() == AuditEntry.Decision.REFUSED)
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "[]", "[null]"})
    void emptySessionIsNone(String sid) throws Exception {
        assertThat(revoke(sid).status()).isEqualTo(200);

        assertThat(fixture.log.find(T1)).isPresent();
        assertThat(fixture.log.events()).hasSize(1);
    }
}
