package io.revocast.publisher.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.OAuthFixture;
import io.revocast.publisher.service.Tokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CheckRoutesTest {
    private static final String ISSUER = OAuthFixture.ISSUER;
    private static final String TOKEN = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"iat\":1795435000,"
            + "\"exp\":1795440000,\"sub\":\"alice\",\"groups\":[\"a\",\"b\",\"b\"],\"level\":7.0}");
    private static final String PARTS = "{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"kid\":\"k1\",\"iat\":1795435000,"
            + "\"claims\":{\"sub\":\"alice\",\"groups\":[\"a\",\"b\",\"b\",null],\"level\":7,\"x\":{}}}";

    @RegisterExtension
    private final OAuthFixture fixture = new OAuthFixture();

    private Answer check(String key, String json) throws IOException, InterruptedException {
        ApiClient client = new ApiClient(fixture.port(), key);
        return client.send(client.request("/v1/check")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private Answer check(String json) throws IOException, InterruptedException {
        return check(OAuthFixture.ADMIN, json);
    }

    private void revoke(Target target, @Nullable Instant issuedBefore) {
        var unused = fixture.log.append(new RevocationEvent.Revoked(
                new Revocation(target, OAuthFixture.NOW.plusSeconds(3600), issuedBefore),
                new Origin(new UUID(0, 7), OAuthFixture.NOW, "stolen", "a note", "bob")));
    }

    private static List<String> targets(Answer answer) throws IOException {
        List<String> targets = new ArrayList<>();
        for (JsonNode each : answer.json().path("revocations")) {
            JsonNode target = each.path("target");
            targets.add(target.path("kind").asText()
                    + target.path("name").asText()
                    + target.path("value").asText());
        }
        return targets;
    }

    @Test
    void checkOfAPublisherThatIsNotCurrentSaysSo() throws Exception {
        Answer current = check(PARTS);
        fixture.log.unsettled("it is stale");

        assertThat(current.json().has("stale")).isFalse();
        assertThat(check(PARTS).json().path("stale").asText()).isEqualTo("it is stale");
    }

    /** Seen: the answer had the reason, the note and the actor of the other issuer's revocation. */
    @Test
    void ruleOfAnIssuerThatTheCallerMayNotNameIsForbidden() throws Exception {
        revoke(new Target.Claim(ISSUER, "sub", "alice"), OAuthFixture.NOW);

        Answer answer = check(
                OAuthFixture.ELSEWHERE,
                "{\"iss\":\"https://elsewhere\",\"target\":{\"kind\":\"claim\",\"issuer\":\"" + ISSUER
                        + "\",\"name\":\"sub\",\"value\":\"alice\"}}");

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("field").asText()).isEqualTo("target.issuer");
        assertThat(answer.response().body()).doesNotContain("a note");
    }

    @Test
    void everyRevocationThatMatchesIsTold() throws Exception {
        revoke(new Target.Token(ISSUER, "t1"), null);
        revoke(new Target.Token(ISSUER, "t2"), null);
        revoke(new Target.Claim(ISSUER, "sub", "alice"), OAuthFixture.NOW);
        revoke(new Target.Claim(ISSUER, "sub", "bob"), OAuthFixture.NOW);
        revoke(new Target.Claim("https://other", "sub", "alice"), OAuthFixture.NOW);
        revoke(new Target.Claim(ISSUER, "groups", "b"), OAuthFixture.NOW);
        revoke(new Target.Claim(ISSUER, "groups", "a"), Instant.ofEpochSecond(1795434999));
        revoke(new Target.Claim(ISSUER, "level", "7"), Instant.ofEpochSecond(1795435000));
        revoke(new Target.Key(ISSUER, "k1"), null);
        revoke(new Target.Issuer(ISSUER), OAuthFixture.NOW);

        for (String body : List.of("{\"token\":\"" + TOKEN + "\"}", PARTS)) {
            Answer answer = check(body);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("verdict").asText()).isEqualTo("revoked");
            assertThat(targets(answer))
                    .containsExactly("token", "claimgroupsb", "claimlevel7", "claimsubalice", "key", "issuer");
        }
    }

    @Test
    void whoWhenWhyAndUntilWhenAreTold() throws Exception {
        revoke(new Target.Token(ISSUER, "t1"), null);

        assertThat(check(PARTS).response().body())
                .isEqualTo("{\"verdict\":\"revoked\",\"revocations\":[{\"id\":\"00000000-0000-0000-0000-000000000007\","
                        + "\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t1\"},"
                        + "\"expiresAt\":\"2026-11-23T13:00:00Z\",\"at\":\"2026-11-23T12:00:00Z\",\"reason\":\"stolen\","
                        + "\"note\":\"a note\",\"by\":\"bob\",\"receipt\":{\"topicId\":\"in-memory\",\"partition\":0,"
                        + "\"offset\":0}}]}");
    }

    @Test
    void tokenWithoutJtiIsFoundByItsFingerprint() throws Exception {
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"exp\":1795440000}");
        String fingerprint = Target.Token.fingerprint(token.substring(0, token.lastIndexOf('.')));
        revoke(new Target.Token(ISSUER, fingerprint), null);

        assertThat(targets(check("{\"token\":\"" + token + "\"}"))).containsExactly("token");
        assertThat(targets(check("{\"iss\":\"https://issuer\",\"fingerprint\":\"" + fingerprint + "\"}")))
                .containsExactly("token");
        assertThat(targets(check("{\"iss\":\"https://issuer\",\"jti\":\"t\",\"fingerprint\":\"" + fingerprint + "\"}")))
                .as("a jti that can name its token is what names it")
                .isEmpty();
    }

    @Test
    void tokenWithoutIatMatchesEveryCutOff() throws Exception {
        revoke(new Target.Issuer(ISSUER), Instant.EPOCH);

        assertThat(targets(check("{\"iss\":\"https://issuer\"}"))).containsExactly("issuer");
        assertThat(targets(check("{\"iss\":\"https://issuer\",\"iat\":0.9}"))).containsExactly("issuer");
        assertThat(targets(check("{\"iss\":\"https://issuer\",\"iat\":1}"))).isEmpty();
    }

    @Test
    void verdictOfTheListIsToldWhereNothingMatches() throws Exception {
        assertThat(check(PARTS).response().body()).isEqualTo("{\"verdict\":\"not_revoked\",\"revocations\":[]}");

        fixture.check.unknown(Verdict.Reason.REPLAYING);

        assertThat(check(PARTS).response().body())
                .isEqualTo("{\"verdict\":\"unknown\",\"reason\":\"replaying\",\"revocations\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|400|the body must be a JSON object",
                "{}|400|iss must be given",
                "{\"iss\":7}|400|iss must be a JSON string",
                "{\"iss\":\"i\",\"sub\":\"a\"}|400|sub is not a field here",
                "{\"iss\":\"i\",\"iat\":\"1\"}|400|iat must be a number",
                "{\"iss\":\"i\",\"iat\":1e20}|400|iat must be a number",
                "{\"iss\":\"i\",\"fingerprint\":\"sha256:x\"}|400|fingerprint must be sha256:",
                "{\"iss\":\"i\",\"claims\":[]}|400|claims must be a JSON object",
                "{\"token\":7}|400|token must be a JSON string",
                "{\"token\":\"a.b.c\"}|400|token header must be base64url",
                "{\"token\":\"a.b.c\",\"iss\":\"i\"}|400|iss is not a field here"
            })
    void bodyThatBreaksARuleIsRefused(String body, int status, String detail) throws Exception {
        Answer answer = check(body);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("detail").asText()).contains(detail);
    }

    @Test
    void tokenIsVerifiedAndNeverEchoed() throws Exception {
        String forged = TOKEN.replace("c2lnbmF0dXJl", "Zm9yZ2Vk");

        Answer refused = check("{\"token\":\"" + forged + "\"}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.response().body()).doesNotContain("eyJ");
        assertThat(check("{\"token\":\"" + TOKEN + "\"}").response().body()).doesNotContain("eyJ");
    }

    @Test
    void onlyReadersOfTheIssuerMayAsk() throws Exception {
        assertThat(check("wrong", PARTS).status()).isEqualTo(401);
        assertThat(check(OAuthFixture.PORTAL, PARTS).status()).isEqualTo(403);
        assertThat(check(OAuthFixture.ELSEWHERE, PARTS).status()).isEqualTo(403);
        assertThat(check(OAuthFixture.ELSEWHERE, "{\"iss\":\"https://elsewhere\"}")
                        .status())
                .isEqualTo(200);
    }
}
