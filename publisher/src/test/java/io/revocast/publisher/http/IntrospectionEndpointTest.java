package io.revocast.publisher.http;

import io.revocast.consumer.Verdict;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.service.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IntrospectionEndpointTest {
    private static final String INACTIVE = "{\"active\":false}";
    private static final String CLAIMS = "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":1795440000%s}";

    @RegisterExtension
    private final OAuthFixture fixture = new OAuthFixture();

    private Answer introspect(String key, String form) throws IOException, InterruptedException {
        ApiClient client = new ApiClient(fixture.port(), key);
        return client.send(client.request("/oauth2/introspect")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private Answer admin(String token) throws IOException, InterruptedException {
        return introspect(OAuthFixture.ADMIN, "token=" + token);
    }

    private void revoke(Target target) {
        fixture.revoke(target, new Origin(new UUID(0, 1), OAuthFixture.NOW, null, null, null));
    }

    @Test
    void activeTokenIsAnsweredWithWhatItSays() throws Exception {
        Answer answer = admin(Tokens.of(CLAIMS.formatted(",\"iat\":1795430000.5,\"nbf\":1795430000,\"sub\":\"alice\","
                + "\"aud\":[\"a\",\"b\"],\"scope\":\"read write\",\"client_id\":\"portal\",\"username\":\"al\","
                + "\"secret\":\"x\",\"cnf\":{\"x5t#S256\":\"h\"}")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body())
                .isEqualTo("{\"active\":true,\"scope\":\"read write\",\"client_id\":\"portal\",\"username\":\"al\","
                        + "\"token_type\":\"Bearer\",\"exp\":1795440000,\"iat\":1795430000,\"nbf\":1795430000,"
                        + "\"sub\":\"alice\",\"aud\":[\"a\",\"b\"],\"iss\":\"https://issuer\",\"jti\":\"t1\","
                        + "\"cnf\":{\"x5t#S256\":\"h\"}}");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void claimsOfOtherProfilesAreMapped() throws Exception {
        Answer answer = admin(Tokens.of(CLAIMS.formatted(
                ",\"azp\":\"portal\",\"preferred_username\":\"al\",\"scp\":[\"a\",\"b\"],\"aud\":\"x\","
                        + "\"cnf\":{\"jkt\":\"h\"}")));

        assertThat(answer.response().body())
                .isEqualTo("{\"active\":true,\"scope\":\"a b\",\"client_id\":\"portal\",\"username\":\"al\","
                        + "\"token_type\":\"DPoP\",\"exp\":1795440000,\"aud\":\"x\",\"iss\":\"https://issuer\","
                        + "\"jti\":\"t1\",\"cnf\":{\"jkt\":\"h\"}}");
    }

    @Test
    void revokedTokenIsInactiveWhateverItWasRevokedBy() throws Exception {
        String token = Tokens.of(CLAIMS.formatted(",\"sub\":\"alice\",\"iat\":1795430000,\"groups\":[\"a\",\"b\"]"));
        for (Target target : new Target[] {
            new Target.Token("https://issuer", "t1"),
            new Target.Claim("https://issuer", "sub", "alice"),
            new Target.Claim("https://issuer", "groups", "b"),
            new Target.Key("https://issuer", "k1")
        }) {
            fixture.forget();
            assertThat(admin(token).json().path("active").asBoolean()).isTrue();

            revoke(target);

            assertThat(admin(token).response().body()).as(target.toString()).isEqualTo(INACTIVE);
        }
    }

    /** RFC 7519 section 4.1.7: a token whose jti is no string is no valid JWT, and nothing could revoke it. */
    @ParameterizedTest
    @ValueSource(strings = {"7", "7.5", "null", "true", "[\"t1\"]", "{}"})
    void tokenWhoseJtiIsNoStringIsInactiveAndRefusedEverywhere(String jti) throws Exception {
        String token = Tokens.of(
                "{\"iss\":\"https://issuer\",\"jti\":" + jti + ",\"client_id\":\"portal\",\"exp\":1795440000}");

        assertThat(admin(token).response().body()).isEqualTo(INACTIVE);
        ApiClient client = new ApiClient(fixture.port(), OAuthFixture.ADMIN);
        Answer check = client.send(client.request("/v1/check")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + token + "\"}")));
        assertThat(check.status()).isEqualTo(400);
        assertThat(check.json().path("rule").asText()).isEqualTo("must be a string (RFC 7519 section 4.1.7)");
        Answer revoked = client.send(client.request("/oauth2/revoke")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + token)));
        assertThat(revoked.json().path("error").asText()).isEqualTo("unsupported_token_type");
    }

    /** P23. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ",\"aud\":\"portal\"",
                ",\"aud\":[\"portal\"],\"azp\":\"portal\"",
                ",\"aud\":\"portal\",\"nonce\":\"n\",\"scope\":\"openid\"",
                ",\"aud\":\"portal\",\"at_hash\":\"h\",\"client_id\":\"portal\"",
                ",\"aud\":\"portal\",\"typ\":\"ID\"",
                ",\"typ\":\"Refresh\",\"scope\":\"openid\"",
                ",\"typ\":\"Offline\"",
                ",\"typ\":7",
                ",\"typ\":\"Logout\"",
                ",\"token_use\":\"id\"",
                ",\"tokenType\":\"refresh-token\",\"scope\":\"read\"",
                ",\"token_type\":\"refresh\",\"user_id\":\"1\"",
                ",\"token_type\":\"Refresh_Token\",\"client_id\":\"portal\"",
                ",\"typ\":\"Bearer\",\"token_type\":\"refresh\"",
                ",\"aud\":\"portal\",\"sid\":\"s\",\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}"
            })
    void idRefreshAndLogoutTokensAreInactive(String claims) throws Exception {
        assertThat(admin(Tokens.of(CLAIMS.formatted(claims))).response().body()).isEqualTo(INACTIVE);
    }

    /** P23: what the common issuers put into access tokens. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"aud\":\"api\",\"scope\":\"read\"",
                ",\"aud\":\"api\",\"client_id\":\"portal\"",
                ",\"aud\":\"api\",\"azp\":\"portal\",\"roles\":[\"r\"]",
                ",\"aud\":[\"api\",\"account\"],\"appid\":\"portal\"",
                ",\"aud\":\"portal\",\"typ\":\"Bearer\",\"azp\":\"portal\",\"nonce\":\"n\"",
                ",\"aud\":\"portal\",\"typ\":\"DPoP\"",
                ",\"token_use\":\"access\",\"client_id\":\"portal\"",
                ",\"tokenType\":\"access-token\",\"aud\":\"api\",\"azp\":\"portal\"",
                ",\"token_type\":\"access\",\"user_id\":\"1\"",
                ",\"token_type\":\"Bearer\",\"scope\":\"read\"",
                ",\"token_type\":7"
            })
    void accessTokensOfTheCommonIssuersAreActive(String claims) throws Exception {
        assertThat(admin(Tokens.of(CLAIMS.formatted(claims)))
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    /** P23. */
    @ParameterizedTest
    @CsvSource({
        "at+jwt,true",
        "application/AT+jwt,true",
        "JWT,false",
        "logout+jwt,false",
        "rt+jwt,false",
        "id_token,false"
    })
    void typeOfTheHeaderDecidesWhereItNamesAKind(String type, boolean active) throws Exception {
        String header = "{\"alg\":\"RS256\",\"kid\":\"k1\",\"typ\":\"" + type + "\"}";

        assertThat(admin(Tokens.of(header, CLAIMS.formatted(",\"aud\":\"portal\"")))
                        .json()
                        .path("active")
                        .asBoolean())
                .isEqualTo(active);
    }

    /** P4: a client must not throw a good token away for a line break. */
    @ParameterizedTest
    @ValueSource(strings = {"%0A", "%20"})
    void otherSpellingsOfAnActiveTokenAreActive(String end) throws Exception {
        assertThat(admin(Tokens.of(CLAIMS.formatted("")) + end)
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    /** 2026-11-23T12:00:00Z is 1795435200. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":1795435200}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":1795435199.9}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":-1}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\"}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":null}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":\"1795440000\"}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":1e400}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":1795440000,\"nbf\":1795435200.1}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":1795440000,\"nbf\":\"x\"}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"exp\":1795440000,\"iat\":\"x\"}",
                "{\"iss\":\"https://issuer\",\"jti\":7,\"exp\":1795440000}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t\",\"jti\":\"u\",\"exp\":1795440000}",
                "{\"iss\":\"https://stranger\",\"jti\":\"t\",\"exp\":1795440000}",
                "{\"jti\":\"t\",\"exp\":1795440000}"
            })
    void tokenOutsideItsTimesOrOddIsInactive(String claims) throws Exception {
        Answer answer = admin(Tokens.of(claims));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEqualTo(INACTIVE);
    }

    @Test
    void timesIncludeTheirBeginningAndExcludeTheirEnd() throws Exception {
        assertThat(admin(Tokens.of("{\"iss\":\"https://issuer\",\"exp\":1795435200.1,\"nbf\":1795435200}"))
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "a.b.c", "a.b.c.d.e", "%00", "eyJhbGciOiJub25lIn0.e30."})
    void garbageIsInactive(String token) throws Exception {
        assertThat(admin(token).response().body()).isEqualTo(INACTIVE);
    }

    @Test
    void forgedTokenAndSecurityEventAreInactive() throws Exception {
        String good = Tokens.of(CLAIMS.formatted(""));

        assertThat(admin(good.replace("c2lnbmF0dXJl", "Zm9yZ2Vk")).response().body())
                .isEqualTo(INACTIVE);
        assertThat(admin(Tokens.of("{\"alg\":\"RS256\",\"typ\":\"secevent+jwt\"}", CLAIMS.formatted("")))
                        .response()
                        .body())
                .isEqualTo(INACTIVE);
    }

    @Test
    void unknownVerdictIs503AndNeverInactive() throws Exception {
        fixture.check.unknown(Verdict.Reason.STALE);

        Answer answer = admin(Tokens.of(CLAIMS.formatted("")));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.json().path("error").asText()).isEqualTo("temporarily_unavailable");
        revoke(new Target.Token("https://issuer", "t1"));
        assertThat(admin(Tokens.of(CLAIMS.formatted(""))).response().body()).isEqualTo(INACTIVE);
    }

    @Test
    void callerWhoMayNotIntrospectIs401() throws Exception {
        String form = "token=" + Tokens.of(CLAIMS.formatted(""));

        Answer answer = introspect(OAuthFixture.APP, form);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("error").asText()).isEqualTo("insufficient_scope");
        assertThat(answer.header("WWW-Authenticate"))
                .isEqualTo("Bearer realm=\"revocast\", error=\"insufficient_scope\", scope=\"revocation:introspect\"");
        assertThat(introspect("wrong", form).status()).isEqualTo(401);
        assertThat(introspect("", form).status()).isEqualTo(401);
    }

    @Test
    void tokenOfAnIssuerThatTheCallerMayNotNameIsInactive() throws Exception {
        assertThat(introspect(OAuthFixture.ELSEWHERE, "token=" + Tokens.of(CLAIMS.formatted("")))
                        .response()
                        .body())
                .isEqualTo(INACTIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token=", "token=a&token=b", "token=a&token_type_hint=x&token_type_hint=y"})
    void missingOrRepeatedParameterIs400(String form) throws Exception {
        Answer answer = introspect(OAuthFixture.ADMIN, form);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("error").asText()).isEqualTo("invalid_request");
    }

    @Test
    void hintIsIgnored() throws Exception {
        String token = Tokens.of(CLAIMS.formatted(""));

        assertThat(introspect(OAuthFixture.ADMIN, "token=" + token + "&token_type_hint=refresh_token")
                        .json()
                        .path("active")
                        .asBoolean())
                .isTrue();
    }
}
