package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Verdict;
import io.revocast.publisher.api.ReinstatementRoutes;
import io.revocast.publisher.api.RevocationRoutes;
import io.revocast.publisher.authentication.Authenticator;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.check.CheckRoutes;
import io.revocast.publisher.check.Explainer;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.credentials.FailedLoginLimiter;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.BroadTargets;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.service.Tokens;
import io.revocast.publisher.token.RecentTokens;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.token.TokenReader;
import io.revocast.publisher.validate.TokenLifetime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Rules over the API, and what {@code /v1/check} says of tokens that they match and do not match. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleMatchingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String KEY = ApiKey.generate();
    private static final String CLAIMS = "{\"sub\":\"alice\",\"scope\":\"openid admin\",\"act\":{\"sub\":\"agent-7\"},"
            + "\"realm_access\":{\"roles\":[\"user\",\"admin\"]},\"level\":[1,2]}";

    private final InMemoryLog log = new InMemoryLog();
    private final HttpServer server = server();

    private HttpServer server() {
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        RevocationService service = TestWrites.of(
                        log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, clock)
                .service(
                        entry -> CompletableFuture.completedFuture(null),
                        RequestHistory.NONE,
                        new RevocationService.Guards(
                                Admission.UNLIMITED, BroadTargets.DEFAULT, new RecentTokens(clock)));
        EndpointAccess access = new EndpointAccess(
                new Authenticator(
                        new ApiKeyResolver(List.of(ApiKey.parse("test", ApiKey.line(KEY, "* read reinstate")))),
                        false,
                        new FailedLoginLimiter(FailedLoginLimiter.DEFAULT_PER_MINUTE, System::nanoTime),
                        SourceAddresses.ofPeers()),
                Admission.UNLIMITED);
        return TestServers.of(List.of(
                new RevocationRoutes(access, service, target -> List.of(), TestFleets.noWaits()),
                new ReinstatementRoutes(access, service),
                new CheckRoutes(
                        access,
                        new TokenReader(TokenAuthenticity.NOT_CHECKED),
                        new Explainer(
                                log, any -> new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY), clock))));
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
    }

    @BeforeEach
    void forget() {
        log.clear();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer post(String path, String json) throws Exception {
        ApiClient client = new ApiClient(server.port(), KEY);
        return client.send(
                client.request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    private static String target(String kind, String parts) {
        return "{\"kind\":\"" + kind + "\",\"issuer\":\"https://issuer\"" + parts + "}";
    }

    private static String claim(String name, String value) {
        return target("claim", ",\"name\":\"" + name + "\",\"value\":\"" + value + "\"");
    }

    private static String path(String pointer, String value) {
        return target("path", ",\"pointer\":\"" + pointer + "\",\"value\":\"" + value + "\"");
    }

    private Answer revoke(String target) throws Exception {
        JsonNode preview = post("/v1/revocations?dryRun=true", "{\"target\":" + target + "}")
                .json();
        return post(
                "/v1/revocations",
                "{\"target\":" + target + ",\"confirm\":\""
                        + preview.path("confirm").asText() + "\"}");
    }

    private JsonNode check(String more) throws Exception {
        return post("/v1/check", "{\"iss\":\"https://issuer\",\"iat\":1795434000,\"claims\":" + CLAIMS + more + "}")
                .json();
    }

    private JsonNode rule(String target) throws Exception {
        return check(",\"target\":" + target).path("rule");
    }

    @Test
    void memberOfScopeIsRevokedByAClaim() throws Exception {
        assertThat(revoke(claim("scope", "admin")).status()).isEqualTo(201);

        assertThat(check("").path("verdict").asText()).isEqualTo("revoked");
    }

    @ParameterizedTest
    @CsvSource({"/realm_access/roles,admin", "/act/sub,agent-7", "/level/1,2"})
    void valueInsideAClaimIsRevokedByAPath(String pointer, String value) throws Exception {
        assertThat(post("/v1/revocations", "{\"target\":" + path(pointer, value) + "}")
                        .status())
                .as("a path is broad")
                .isEqualTo(409);
        assertThat(revoke(path(pointer, value)).status()).isEqualTo(201);

        JsonNode answer = check("");
        assertThat(answer.path("verdict").asText()).isEqualTo("revoked");
        assertThat(answer.path("revocations")
                        .get(0)
                        .path("target")
                        .path("pointer")
                        .asText())
                .isEqualTo(pointer);

        assertThat(post("/v1/reinstatements", "{\"target\":" + path(pointer, value) + "}")
                        .status())
                .isEqualTo(200);
        assertThat(check("").path("verdict").asText()).isNotEqualTo("revoked");
    }

    @Test
    void claimIsNeverTakenForAPath() throws Exception {
        assertThat(revoke(claim("/act/sub", "agent-7")).status()).isEqualTo(201);

        assertThat(check("").path("verdict").asText()).isNotEqualTo("revoked");
        Answer literal = post("/v1/check", "{\"iss\":\"https://issuer\",\"claims\":{\"/act/sub\":\"agent-7\"}}");
        assertThat(literal.json().path("verdict").asText()).isEqualTo("revoked");
    }

    @ParameterizedTest
    @CsvSource({
        "/sub,pointer must be a JSON Pointer",
        "/act/~2,pointer must have 0 or 1 after each tilde",
        "act.sub,pointer must be"
    })
    void pointerThatBreaksARuleIsRefused(String pointer, String rule) throws Exception {
        Answer answer = post("/v1/revocations", "{\"target\":" + path(pointer, "x") + "}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).contains(rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sid|s1|the token has no claim sid",
                "SUB|alice|the token has no claim SUB; it has \"sub\"",
                "sub|Alice |the claim sub is \"alice\", which differs from the target's value in case or white space",
                "sub|bob|the claim sub is \"alice\"",
                "realm_access|admin|the claim realm_access is an object; revoke by a path such as /realm_access/sub",
                "realm_access.roles|admin|the token has no claim realm_access.roles; a place inside a claim is named by a path such as /realm_access/roles",
                "/act/sub|agent-7|the token has no claim /act/sub; a place inside a claim is named by a path, not by a claim"
            })
    void reasonWhyAClaimDoesNotMatchIsTold(String name, String value, String why) throws Exception {
        JsonNode rule = rule(claim(name, value));

        assertThat(rule.path("matches").asBoolean(true)).isFalse();
        assertThat(rule.path("revoked").asBoolean(true)).isFalse();
        assertThat(rule.path("why").asText()).isEqualTo(why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/act/name|x|/act is an object without \"name\"",
                "/level/5|x|/level is an array without \"5\"",
                "/sub/x|x|/sub is a single value without \"x\"",
                "/none/x|x|the token has no claim none",
                "/act/sub|agent-8|/act/sub is \"agent-7\""
            })
    void reasonWhyAPathDoesNotMatchIsTold(String pointer, String value, String why) throws Exception {
        assertThat(rule(path(pointer, value)).path("why").asText()).isEqualTo(why);
    }

    @Test
    void reasonsOfOtherKindsAreTold() throws Exception {
        assertThat(rule(target("key", ",\"kid\":\"k1\"")).path("why").asText())
                .isEqualTo("the token's header has no kid");
        assertThat(rule(target("token", ",\"jti\":\"t1\"")).path("why").asText())
                .isEqualTo("the token's jti and fingerprint are unknown");
        assertThat(rule("{\"kind\":\"issuer\",\"issuer\":\"https://issuer/\"}")
                        .path("why")
                        .asText())
                .isEqualTo("the token's iss is \"https://issuer\", not \"https://issuer/\"");
        assertThat(rule(claim("sub", "alice")).path("why").asText())
                .isEqualTo("it names the token, and nothing revokes it now");
    }

    @Test
    void cutOffThatLetsTheTokenPassIsTold() throws Exception {
        assertThat(post(
                                "/v1/revocations",
                                "{\"target\":" + claim("sub", "alice") + ",\"issuedBefore\":\"2026-11-23T11:00:00Z\"}")
                        .status())
                .isEqualTo(201);
        String why = "its iat, 2026-11-23T11:40:00Z, is after the cut-off, 2026-11-23T11:00:00Z";

        JsonNode answer = check(",\"target\":" + claim("sub", "alice"));

        assertThat(answer.path("notMatching").get(0).path("why").asText()).isEqualTo(why);
        assertThat(answer.path("rule").path("revoked").asBoolean()).isTrue();
        assertThat(answer.path("rule").path("why").asText()).isEqualTo(why);
    }

    @Test
    void tokenThatWasRefreshedFromAnOldLoginIsRefusedWhereAskedFor() throws Exception {
        String refreshed =
                "{\"iss\":\"https://issuer\",\"iat\":" + NOW.plusSeconds(10).getEpochSecond()
                        + ",\"claims\":{\"sub\":\"alice\",\"auth_time\":"
                        + NOW.minusSeconds(3600).getEpochSecond()
                        + ",\"exp\":" + NOW.plusSeconds(3600).getEpochSecond() + "}}";
        String alice = "{\"target\":" + claim("sub", "alice") + ",\"issuedBefore\":\"" + NOW + "\"";
        assertThat(post("/v1/revocations", alice + "}").status()).isEqualTo(201);
        assertThat(post("/v1/check", refreshed).json().path("verdict").asText())
                .as("by iat alone it passes")
                .isNotEqualTo("revoked");

        Answer answer = post("/v1/revocations", alice + ",\"authBefore\":\"" + NOW + "\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("outcome").asText()).isEqualTo("extended");
        assertThat(answer.json().path("authBefore").asText()).isEqualTo(NOW.toString());
        assertThat(post("/v1/check", refreshed).json().path("verdict").asText()).isEqualTo("revoked");
    }

    private JsonNode checkOfLogin(String authTime) throws Exception {
        String alice = claim("sub", "alice");
        String cutOffs = ",\"issuedBefore\":\"2026-11-23T11:00:00Z\",\"authBefore\":\"2026-11-23T11:00:00Z\"}";
        assertThat(post("/v1/revocations", "{\"target\":" + alice + cutOffs).status())
                .isEqualTo(201);
        Answer answer = post(
                "/v1/check",
                "{\"iss\":\"https://issuer\",\"iat\":1795434000,\"claims\":{\"sub\":\"alice\",\"auth_time\":" + authTime
                        + "},\"target\":" + alice + "}");
        assertThat(answer.status()).as(authTime).isEqualTo(200);
        return answer.json();
    }

    /** Seen: 500 for the second one, and 1970-01-01T00:00:01Z for the third. */
    @ParameterizedTest
    @CsvSource({
        "9223372036854775807,a time beyond the year 9999",
        "9223372036854775808,a time beyond the year 9999",
        "18446744073709551617,a time beyond the year 9999",
        "1e300,a time beyond the year 9999",
        "1e999,a time beyond the year 9999",
        "253402300800,a time beyond the year 9999",
        "253402300799.5,9999-12-31T23:59:59Z",
        "1795434000.9,2026-11-23T11:40:00Z"
    })
    void loginTimeIsToldAsItIsCompared(String authTime, String told) throws Exception {
        assertThat(checkOfLogin(authTime).path("rule").path("why").asText())
                .isEqualTo(
                        "its iat, 2026-11-23T11:40:00Z, is after the cut-off, 2026-11-23T11:00:00Z, and its auth_time, "
                                + told + ", is after 2026-11-23T11:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1.5", "-1e300", "-9223372036854775809", "-1e999"})
    void loginTimeBeforeTheCutOffMatches(String authTime) throws Exception {
        assertThat(checkOfLogin(authTime).path("verdict").asText()).isEqualTo("revoked");
    }

    /** No such {@code iat} can be true, so the token matches every cut-off; the others are plain times. */
    @ParameterizedTest
    @CsvSource({
        "1e15,1e300,revoked",
        "999999999999999.9,1e999,revoked",
        "1795434000,-1e300,revoked",
        "-1e15,4102444800,revoked",
        "-0.5,4102444800,revoked",
        "1795434000.9,1795434000.1,unknown",
        "1795434000,9223372036854775808,unknown"
    })
    void oddTimesAreCheckedLikeAllOthers(String issued, String expires, String verdict) throws Exception {
        assertThat(post(
                                "/v1/revocations",
                                "{\"target\":" + claim("sub", "alice") + ",\"issuedBefore\":\"2026-11-23T11:00:00Z\"}")
                        .status())
                .isEqualTo(201);

        Answer answer = post(
                "/v1/check",
                "{\"iss\":\"https://issuer\",\"iat\":" + issued + ",\"claims\":{\"sub\":\"alice\",\"exp\":" + expires
                        + "}}");

        assertThat(answer.json().path("verdict").asText()).isEqualTo(verdict);
    }

    /** Seen: the answer called a null claim absent: "the token has no claim sub; it has sub". */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sub||the claim sub is null, which matches nothing",
                "SUB||the token has no claim SUB; it has \"sub\"",
                "act|/act/x|the claim act is null, which matches nothing",
                "level|/level/1|/level/1 is null, which matches nothing",
                "level|/level/2|/level is an array without \"2\"",
                "deep|/deep/x|/deep/x is null, which matches nothing",
                "deep|/deep/x/y|/deep/x is null, which matches nothing"
            })
    void nullIsToldApartFromAnAbsentClaim(String name, @Nullable String pointer, String why) throws Exception {
        String claims = "\"sub\":null,\"act\":null,\"level\":[1,null],\"deep\":{\"x\":null}";
        String target = pointer == null ? claim(name, "x") : path(pointer, "x");
        String token = Tokens.of("{\"iss\":\"https://issuer\",\"jti\":\"t1\",\"exp\":4102444800," + claims + "}");

        for (String described :
                List.of("\"token\":\"" + token + "\"", "\"iss\":\"https://issuer\",\"claims\":{" + claims + "}")) {
            Answer answer = post("/v1/check", "{" + described + ",\"target\":" + target + "}");

            assertThat(answer.json().path("rule").path("why").asText())
                    .as(described)
                    .isEqualTo(why);
        }
    }

    @Test
    void listOfManyValuesIsToldToGoOn() throws Exception {
        String many = IntStream.rangeClosed(1, 11).mapToObj(String::valueOf).collect(Collectors.joining(","));

        Answer answer = post(
                "/v1/check",
                "{\"iss\":\"https://issuer\",\"claims\":{\"level\":[" + many + "]},\"target\":" + claim("level", "12")
                        + "}");

        assertThat(answer.json().path("rule").path("why").asText()).endsWith("\"10\" and 1 more");
    }

    /** Seen: "nothing revokes it now", before the publisher had read the topic. */
    @Test
    void ruleIsNotCertainWhileThePublisherIsNotCurrent() throws Exception {
        log.unsettled("replaying");

        JsonNode absent = rule(claim("sub", "alice"));
        JsonNode other = rule(claim("sub", "bob"));

        assertThat(absent.has("revoked")).isFalse();
        assertThat(absent.has("matches")).isFalse();
        assertThat(absent.path("why").asText())
                .isEqualTo("it names the token; this publisher's list is not current and may lack a revocation of it");
        assertThat(other.has("revoked")).isFalse();
        assertThat(other.path("matches").asBoolean(true))
                .as("whatever is revoked, it names another token")
                .isFalse();
    }

    @Test
    void cutOffIsNotCertainWhileThePublisherIsNotCurrent() throws Exception {
        assertThat(post(
                                "/v1/revocations",
                                "{\"target\":" + claim("sub", "alice") + ",\"issuedBefore\":\"2026-11-23T11:00:00Z\"}")
                        .status())
                .isEqualTo(201);
        log.unsettled("replaying");

        JsonNode answer = check(",\"target\":" + claim("sub", "alice"));

        for (JsonNode rule :
                List.of(answer.path("rule"), answer.path("notMatching").get(0))) {
            assertThat(rule.path("revoked").asBoolean()).isTrue();
            assertThat(rule.has("matches")).isFalse();
            assertThat(rule.path("why").asText())
                    .endsWith("11:00:00Z; this publisher's list is not current and may lack a later cut-off");
        }
    }

    @Test
    void ruleThatMatchesNeedsNoReason() throws Exception {
        assertThat(revoke(claim("sub", "alice")).status()).isEqualTo(201);

        JsonNode rule = rule(claim("sub", "alice"));

        assertThat(rule.path("matches").asBoolean()).isTrue();
        assertThat(rule.has("why")).isFalse();
        assertThat(rule.has("id")).isTrue();
    }
}
