package io.revocast.publisher.http;

import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.oauth.FormBody;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.token.ObservedToken;
import io.revocast.publisher.validate.TargetRules;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RevocationEndpointTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Target.Token T1 = new Target.Token(OAuthFixture.ISSUER, "t1");
    private static final Target.Claim S1 = new Target.Claim(OAuthFixture.ISSUER, "sid", "s1");

    @RegisterExtension
    private final OAuthFixture fixture = new OAuthFixture();

    private ApiClient client = new ApiClient(0, "");

    @BeforeAll
    void connect() {
        client = new ApiClient(fixture.port(), "");
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String basic(String id, String secret) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((encode(id) + ":" + encode(secret)).getBytes(StandardCharsets.UTF_8));
    }

    private Answer post(String authorization, String form) throws IOException, InterruptedException {
        return client.send(client.request("/oauth2/revoke")
                .header("Authorization", authorization)
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(form)));
    }

    private Answer portal(String form) throws IOException, InterruptedException {
        return post(basic("portal", OAuthFixture.PORTAL), form);
    }

    private Answer bare(String contentType, String form) throws IOException, InterruptedException {
        return client.send(client.request("/oauth2/revoke")
                .header("Content-Type", contentType)
                .POST(BodyPublishers.ofString(form)));
    }

    private static void assertError(Answer answer, int status, String error) throws IOException {
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
        assertThat(answer.json().path("error").asText()).isEqualTo(error);
        assertThat(answer.json().path("error_description").asText()).matches("[ !#-\\[\\]-~]+");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("Pragma")).isEqualTo("no-cache");
    }

    @Test
    void ownTokenIsRevokedAndAnswered200WithoutBody() throws Exception {
        Answer answer = portal("token=" + OAuthFixture.token("portal", ""));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.response().body()).isEmpty();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(fixture.log.find(T1)).hasValueSatisfying(live -> {
            assertThat(live.revocation().expiresAt().getEpochSecond()).isEqualTo(OAuthFixture.IN_AN_HOUR);
            assertThat(Objects.requireNonNull(live.origin()).by()).isEqualTo("portal");
        });
        assertThat(fixture.audit)
                .extracting(AuditEntry::decision, AuditEntry::requestId)
                .containsExactly(
                        tuple(AuditEntry.Decision.GRANTED, answer.header("X-Request-Id")),
                        tuple(AuditEntry.Decision.CONFIRMED, answer.header("X-Request-Id")));
    }

    @Test
    void revokingAgainIs200AndCommittedAgain() throws Exception {
        portal("token=" + OAuthFixture.token("portal", ""));

        assertThat(portal("token=" + OAuthFixture.token("portal", "")).status()).isEqualTo(200);
        assertThat(fixture.log.events()).hasSize(2);
    }

    @Test
    void clientAuthenticatesByBasicByFormOrByBearer() throws Exception {
        String own = "token=" + OAuthFixture.token(OAuthFixture.APP_ID, "");
        String form = "&client_id=" + encode(OAuthFixture.APP_ID) + "&client_secret=" + encode(OAuthFixture.APP);

        for (Answer answer : new Answer[] {
            post(basic(OAuthFixture.APP_ID, OAuthFixture.APP), own),
            post(basic(OAuthFixture.APP_ID, OAuthFixture.APP), own + "&client_id=" + encode(OAuthFixture.APP_ID)),
            bare(FORM, own + form),
            bare(FORM + "; charset=UTF-8", own + form),
            post("Bearer " + OAuthFixture.APP, own)
        }) {
            assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        }
        assertThat(fixture.log.find(T1)).isPresent();
    }

    @Test
    void wrongCredentialsAre401WithoutSayingWhatIsWrong() throws Exception {
        String own = "token=" + OAuthFixture.token("portal", "");
        String body = "{\"error\":\"invalid_client\",\"error_description\":\"client authentication failed\"}";

        for (Answer answer : new Answer[] {
            post(basic("portal", "wrong"), own),
            post(basic("stranger", OAuthFixture.PORTAL), own),
            post(basic("admin", OAuthFixture.PORTAL), own),
            post("Basic !!!", own),
            post("Basic " + Base64.getEncoder().encodeToString("portal".getBytes(StandardCharsets.UTF_8)), own),
            post("Basic " + Base64.getEncoder().encodeToString("portal:%zz".getBytes(StandardCharsets.UTF_8)), own),
            bare(FORM, own + "&client_id=portal&client_secret=wrong"),
            bare(FORM, own + "&client_id=portal"),
            bare(FORM, own)
        }) {
            assertError(answer, 401, "invalid_client");
            assertThat(answer.response().body()).isEqualTo(body);
            assertThat(answer.header("WWW-Authenticate")).startsWith("Basic realm=");
        }
        Answer bearer = post("Bearer wrong", own);
        assertError(bearer, 401, "invalid_token");
        assertThat(bearer.header("WWW-Authenticate")).isEqualTo("Bearer realm=\"revocast\", error=\"invalid_token\"");
        assertThat(fixture.log.events()).isEmpty();
    }

    @Test
    void twoWaysOfAuthenticatingAreInvalid() throws Exception {
        String own = "token=" + OAuthFixture.token("portal", "");
        String secret = "&client_secret=" + OAuthFixture.PORTAL;

        assertError(portal(own + "&client_id=portal" + secret), 400, "invalid_request");
        assertError(post("Bearer " + OAuthFixture.PORTAL, own + "&client_id=portal" + secret), 400, "invalid_request");
        assertError(portal(own + "&client_id=admin"), 400, "invalid_request");
        assertError(bare(FORM, own + secret), 400, "invalid_request");
        assertError(bare(FORM, own + "&client_id=portal" + secret + secret), 400, "invalid_request");
        Answer twoHeaders = client.send(client.request("/oauth2/revoke")
                .header("Authorization", basic("portal", OAuthFixture.PORTAL))
                .header("Authorization", "Bearer " + OAuthFixture.PORTAL)
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString(own)));
        assertError(twoHeaders, 400, "invalid_request");
        assertThat(fixture.log.events()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "token=", "token_type_hint=access_token", "token=a.b.c&token=a.b.c", "token=%zz"})
    void missingRepeatedOrMisspeltTokenIsInvalid(String form) throws Exception {
        assertError(portal(form), 400, "invalid_request");
    }

    @Test
    void tokenInTheQueryStringIsRefused() throws Exception {
        Answer answer = client.send(client.request("/oauth2/revoke?token=" + OAuthFixture.token("portal", ""))
                .header("Authorization", basic("portal", OAuthFixture.PORTAL))
                .header("Content-Type", FORM)
                .POST(BodyPublishers.ofString("token=" + OAuthFixture.token("portal", ""))));

        assertError(answer, 400, "invalid_request");
        assertThat(fixture.log.events()).isEmpty();
    }

    @Test
    void bodyThatIsNoFormIsInvalid() throws Exception {
        assertError(bare("application/json", "{}"), 400, "invalid_request");
        assertError(bare(FORM + "; charset=utf-16", "token=x"), 400, "invalid_request");
        assertError(bare("text/plain", "token=x"), 400, "invalid_request");
        assertError(bare(FORM, "token=" + "x".repeat(FormBody.MAX_BYTES)), 413, "invalid_request");
    }

    /** What is not valid needs no revocation (RFC 7009 section 2.2). */
    @Test
    void tokenThatIsNotValidIs200AndWritesNothing() throws Exception {
        String own = OAuthFixture.token("portal", "");
        for (String token : new String[] {
            "garbage",
            "a.b.c",
            "a.b.c.d.e",
            own.replace("c2lnbmF0dXJl", "Zm9yZ2Vk"),
            Tokens.of("{\"alg\":\"none\"}", "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":1}"),
            Tokens.of("{\"alg\":\"RS256\",\"typ\":\"secevent+jwt\"}", "{\"iss\":\"https://issuer\",\"jti\":\"t1\"}"),
            Tokens.of("{\"alg\":\"RS256\",\"typ\":\"application/Logout+JWT\"}", "{\"iss\":\"https://issuer\"}"),
            Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1}"),
            Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":-1}")
        }) {
            Answer answer = portal("token=" + encode(token));
            assertThat(answer.status()).as(token).isEqualTo(200);
            assertThat(answer.response().body()).isEmpty();
        }
        assertThat(fixture.log.events()).isEmpty();
    }

    /** Services may accept these, so that 200 would be a lie. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"iss\":\"https://stranger\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1795440000}",
                "{\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1795440000}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"jti\":\"t2\",\"client_id\":\"portal\",\"exp\":1795440000}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1E-3000000}",
                "{\"iss\":\"https://issuer\",\"jti\":7,\"client_id\":\"portal\",\"exp\":1795440000}",
                "{\"iss\":\"https://issuer\",\"jti\":\"a\\u0000\",\"client_id\":\"portal\",\"exp\":1795440000}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\"}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":\"1795440000\"}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1e400}",
                "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1895440000}"
            })
    void tokenThatServicesMayAcceptAndThatCannotBeRevokedIsUnsupported(String claims) throws Exception {
        assertError(portal("token=" + Tokens.of(claims)), 400, "unsupported_token_type");
        assertThat(fixture.log.events()).isEmpty();
    }

    /** The token in the middle is good, and it is not revoked. */
    @ParameterizedTest
    @ValueSource(
            strings = {"{\"alg\":\"RS256\"}", "{ \"alg\":\"RS256\"}", "{\n\"alg\":\"RS256\"}", "{\t\"alg\":\"RS256\"}"})
    void textAroundATokenIsUnsupportedHoweverItsHeaderIsSpelt(String header) throws Exception {
        String token = Tokens.of(
                header,
                header.replace(
                        "}",
                        ",\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1795440000}"));

        for (String text : List.of("token " + token, "access_token=" + token, "\"" + token + "\"")) {
            assertError(portal("token=" + encode(text)), 400, "unsupported_token_type");
        }
        assertThat(fixture.log.events()).isEmpty();
        assertThat(portal("token=" + encode(" " + token + "\n")).status()).isEqualTo(200);
        assertThat(fixture.log.find(T1)).isPresent();
    }

    @Test
    void opaqueRefreshTokenIsUnsupportedAndOtherOpaqueTokensAreNotValid() throws Exception {
        assertError(portal("token=opaque&token_type_hint=refresh_token"), 400, "unsupported_token_type");
        assertThat(portal("token=opaque&token_type_hint=access_token").status()).isEqualTo(200);
        assertThat(portal("token=opaque").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"access_token", "refresh_token", "nonsense", "''"})
    void hintNeverChangesWhatHappensToTheToken(String hint) throws Exception {
        assertThat(portal("token=" + OAuthFixture.token("portal", "") + "&token_type_hint=" + hint)
                        .status())
                .isEqualTo(200);
        assertThat(fixture.log.find(T1)).isPresent();
    }

    @Test
    void tokenOfAnotherClientIsInvalidAndWrittenDown() throws Exception {
        for (String claims : new String[] {
            "\"client_id\":\"admin\",", "", "\"client_id\":[\"portal\"],", "\"client_id\":null,\"azp\":\"portal\","
        }) {
            Answer answer = portal("token="
                    + Tokens.of("{\"iss\":\"https://issuer\"," + claims + "\"jti\":\"t1\",\"exp\":1795440000}"));
            assertError(answer, 400, "invalid_request");
        }
        assertThat(fixture.log.events()).isEmpty();
        assertThat(fixture.audit).hasSize(4).allSatisfy(entry -> {
            assertThat(entry.decision()).isEqualTo(AuditEntry.Decision.REFUSED);
            assertThat(entry.actor()).isEqualTo("portal");
            assertThat(entry.reason()).isEqualTo("forbidden");
            assertThat(entry.subjects()).extracting(AuditEntry.Subject::target).containsExactly(T1.key());
        });
    }

    @Test
    void clientIsFoundInTheClaimsOfTheCommonIssuers() throws Exception {
        for (String claim : new String[] {"client_id", "azp", "cid"}) {
            fixture.forget();
            String token = Tokens.of(
                    "{\"iss\":\"https://issuer\",\"" + claim + "\":\"portal\",\"jti\":\"t1\",\"exp\":1795440000}");
            assertThat(portal("token=" + token).status()).isEqualTo(200);
            assertThat(fixture.log.find(T1)).isPresent();
        }
    }

    @Test
    void claimsOfAnIssuerAreAsConfigured() throws Exception {
        String claims = "{\"iss\":\"https://other\",\"%s\":\"portal\",\"jti\":\"t1\",\"exp\":1795440000,"
                + "\"sid\":\"s1\",\"typ\":\"Refresh\"}";

        assertError(portal("token=" + Tokens.of(claims.formatted("client_id"))), 400, "invalid_request");
        assertThat(portal("token=" + Tokens.of(claims.formatted("app"))).status())
                .isEqualTo(200);
        assertThat(fixture.log.find(new Target.Token("https://other", "t1"))).isPresent();
        assertThat(fixture.log.find(new Target.Claim("https://other", "sid", "s1")))
                .isEmpty();
    }

    @Test
    void administratorRevokesAnyClientsTokenOfTheIssuersThatItMayName() throws Exception {
        String token = "token=" + OAuthFixture.token("portal", "");

        assertError(post(basic("elsewhere", OAuthFixture.ELSEWHERE), token), 400, "invalid_request");
        assertThat(fixture.log.events()).isEmpty();
        assertThat(post(basic("admin", OAuthFixture.ADMIN), token).status()).isEqualTo(200);
        assertThat(fixture.log.find(T1)).isPresent();
    }

    @Test
    void clientThatMayNotRevokeIsUnauthorized() throws Exception {
        Answer answer =
                post(basic("no-scopes", OAuthFixture.NO_SCOPES), "token=" + OAuthFixture.token("no-scopes", ""));

        assertError(answer, 400, "unauthorized_client");
        assertThat(fixture.audit).extracting(AuditEntry::reason).containsExactly("forbidden");
    }

    @Test
    void refreshTokenTakesItsSessionAlong() throws Exception {
        portal("token=" + OAuthFixture.token("portal", ",\"sid\":\"s1\""));
        assertThat(fixture.log.find(S1)).as("access token").isEmpty();

        portal("token=" + OAuthFixture.token("portal", ",\"sid\":\"s1\",\"typ\":\"Refresh\""));
        assertThat(fixture.log.find(S1))
                .as("by typ")
                .hasValueSatisfying(live -> assertThat(live.revocation().issuedBefore())
                        .as("every token of the session, whatever its iat")
                        .isEqualTo(live.revocation().expiresAt()));

        fixture.forget();
        portal("token=" + OAuthFixture.token("portal", ",\"sid\":\"s1\"") + "&token_type_hint=refresh_token");
        assertThat(fixture.log.find(S1)).as("by hint").isPresent();
        assertThat(fixture.log.find(T1)).isPresent();
    }

    @Test
    void refreshTokenGoesAloneWhereItsSessionMayNotOrCannot() throws Exception {
        String more = ",\"sid\":\"s1\",\"typ\":\"Refresh\"";

        post(basic(OAuthFixture.APP_ID, OAuthFixture.APP), "token=" + OAuthFixture.token(OAuthFixture.APP_ID, more));
        assertThat(fixture.log.events()).as("no scope for claims").hasSize(1);

        fixture.forget();
        assertError(
                portal("token="
                        + OAuthFixture.token("portal", ",\"sid\":\"" + "s".repeat(2000) + "\",\"typ\":\"Refresh\"")),
                400,
                "unsupported_token_type");
        assertThat(fixture.log.events()).as("session too long").hasSize(1);

        fixture.forget();
        for (String jti : new String[] {"a", "b"}) {
            fixture.seen.report(List.of(
                    new ObservedToken(OAuthFixture.ISSUER, jti, null, null, Instant.MAX, Map.of("sid", "wide"))));
        }
        assertThat(portal("token=" + OAuthFixture.token("portal", ",\"sid\":\"wide\",\"typ\":\"Refresh\""))
                        .status())
                .isEqualTo(200);
        assertThat(fixture.log.events()).as("session too broad").hasSize(1);
    }

    @Test
    void refusedSessionOfARefreshTokenIsNeverAnsweredAsRevoked() throws Exception {
        for (int i = 0; i < TargetRules.MAX_CLAIM_NAMES; i++) {
            fixture.revoke(
                    new Target.Claim(OAuthFixture.OTHER_ISSUER, "claim" + i, "v"),
                    new Origin(new UUID(0, i), OAuthFixture.NOW, null, null, "other"));
        }

        Answer answer = portal("token="
                + Tokens.of("{\"iss\":\"https://other\",\"app\":\"portal\",\"jti\":\"t1\",\"exp\":1795440000,"
                        + "\"grant\":\"g1\",\"typ\":\"Refresh\"}"));

        assertError(answer, 400, "unsupported_token_type");
        assertThat(answer.json().path("error_description").asText()).contains("its session is not");
        assertThat(fixture.log.find(new Target.Token(OAuthFixture.OTHER_ISSUER, "t1")))
                .as("the token itself is revoked")
                .isPresent();
        assertThat(fixture.log.find(new Target.Claim(OAuthFixture.OTHER_ISSUER, "grant", "g1")))
                .isEmpty();
        assertThat(fixture.audit)
                .filteredOn(entry -> entry.decision() == AuditEntry.Decision.REFUSED)
                .hasSize(1);
    }

    @Test
    void expiredRefreshTokenRevokesNoSession() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"client_id\":\"portal\",\"exp\":1,"
                + "\"sid\":\"s1\",\"typ\":\"Refresh\"}");

        assertThat(portal("token=" + token).status()).isEqualTo(200);
        assertThat(fixture.log.events()).isEmpty();
    }

    @Test
    void whatIsNotCommittedIs503AndMayBeRepeated() throws Exception {
        for (Certainty certainty : Certainty.values()) {
            fixture.log.failWith(new UnavailableException(certainty, "no broker"), 0);
            Answer answer = portal("token=" + OAuthFixture.token("portal", ""));
            assertError(answer, 503, "temporarily_unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        }
        fixture.forget();
        assertThat(portal("token=" + OAuthFixture.token("portal", "")).status()).isEqualTo(200);
    }

    @Test
    void callerWhoAsksTooOftenIs429() throws Exception {
        fixture.wait = Duration.ofSeconds(7);

        Answer answer = portal("token=" + OAuthFixture.token("portal", ""));

        assertError(answer, 429, "temporarily_unavailable");
        assertThat(answer.header("Retry-After")).isEqualTo("7");
    }

    @Test
    void refusalsCountAgainstTheCallersLimitAndAFloodOfThemDoesNotFillTheAudit() throws Exception {
        fixture.wait = Duration.ofSeconds(7);

        for (int i = 0; i < 20; i++) {
            assertError(portal("token=" + OAuthFixture.token("admin", "")), 429, "temporarily_unavailable");
            assertError(
                    post(basic("no-scopes", OAuthFixture.NO_SCOPES), "token=" + OAuthFixture.token("no-scopes", "")),
                    429,
                    "temporarily_unavailable");
        }

        assertThat(fixture.audit)
                .extracting(AuditEntry::actor, AuditEntry::reason)
                .containsExactly(tuple("portal", "limited"), tuple("no-scopes", "limited"));
    }

    @Test
    void whoGuessesSecretsIsSlowedAtEveryEndpointAndTheRightClientIsNot() throws Exception {
        String own = "token=" + OAuthFixture.token("portal", "");
        for (int i = 0; i < 5; i++) {
            assertError(post(basic("portal", "wrong" + i), own), 401, "invalid_client");
            assertError(bare(FORM, own + "&client_id=portal&client_secret=wrong" + i), 401, "invalid_client");
        }

        for (String path : List.of("/oauth2/revoke", "/oauth2/introspect")) {
            for (String authorization : List.of(basic("portal", "wrong"), basic("x", "wrong"), "Bearer wrong")) {
                Answer slowed = client.send(client.request(path)
                        .header("Authorization", authorization)
                        .header("Content-Type", FORM)
                        .POST(BodyPublishers.ofString(own)));
                assertError(slowed, 429, "temporarily_unavailable");
                assertThat(slowed.header("Retry-After")).isEqualTo("6");
            }
        }
        assertThat(portal(own).status()).isEqualTo(200);
        fixture.ticker.advance(Duration.ofSeconds(6));
        assertError(post(basic("portal", "wrong"), own), 401, "invalid_client");
    }

    @Test
    void otherMethodsAre405AndNothingIsEchoed() throws Exception {
        Answer get = client.get("/oauth2/revoke");
        Answer echo = portal("token=%zz<script>&<script>=1");

        assertThat(get.status()).isEqualTo(405);
        assertThat(get.header("Allow")).isEqualTo("POST");
        assertThat(echo.response().body()).doesNotContain("<script");
    }
}
