package io.revocast.publisher.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.revocast.event.Target;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.query.FleetRoutes;
import io.revocast.publisher.query.RevocationListRoutes;
import io.revocast.publisher.request.RevokeRequest.ByTarget;
import io.revocast.publisher.request.RevokeRequest.Explanation;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.token.TokenAuthenticity;
import io.revocast.publisher.validate.TokenLifetime;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListingTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private final InMemoryLog log = new InMemoryLog();
    /** Of each revocation a second more, so that the ids are in the order of the revocations. */
    private int revocations;

    private final EndpointAccess access =
            new EndpointAccess(TestServers.authenticator(new ApiKeyResolver(List.of()), true), Admission.UNLIMITED);
    private final HttpServer server = TestServers.of(List.of(
            new RevocationListRoutes(access, log),
            new FleetRoutes(access, TestFleets.empty(), log, TestFleets.noTimes())));
    private ApiClient anyone = new ApiClient(0, "");

    @BeforeAll
    void start() throws Exception {
        server.start();
        anyone = new ApiClient(server.port(), "");
    }

    @BeforeEach
    void fill() throws Exception {
        log.clear();
        revocations = 0;
        for (int i = 0; i < 5; i++) {
            revoke(new Target.Token("https://a", "t" + i));
        }
        revoke(new Target.Claim("https://a", "sub", "alice"));
        revoke(new Target.Claim("https://b", "sid", "alice"));
        revoke(new Target.Key("https://b", "k1"));
        revoke(new Target.Issuer("https://c"));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private void revoke(Target target) throws Exception {
        Clock clock = Clock.fixed(NOW.plusSeconds(revocations), ZoneOffset.UTC);
        revocations++;
        TestWrites.of(log, log, new TokenLifetime(Duration.ofDays(1), false), TokenAuthenticity.NOT_CHECKED, clock)
                .revoke(new ByTarget(target, null, null, new Explanation("test", "a note")), "alice");
    }

    @Test
    void listOfAPublisherThatIsNotCurrentSaysSo() throws Exception {
        String id = anyone.get("/v1/revocations?limit=1")
                .json()
                .path("revocations")
                .path(0)
                .path("id")
                .asText();
        Answer current = anyone.get("/v1/revocations");
        log.unsettled("it is stale");

        assertThat(current.json().has("stale")).isFalse();
        assertThat(anyone.get("/v1/revocations").json().path("stale").asText()).isEqualTo("it is stale");
        assertThat(anyone.get("/v1/revocations/" + id).json().path("stale").asText())
                .isEqualTo("it is stale");
        assertThat(anyone.get("/v1/revocations/019a0000-0000-7000-8000-000000000000")
                        .status())
                .isEqualTo(503);
        assertThat(anyone.get("/v1/revocations/019a0000-0000-7000-8000-000000000000/propagation")
                        .status())
                .isEqualTo(503);
        assertThat(anyone.send(anyone.request("/v1/revocations").header("Accept", "application/x-ndjson"))
                        .response()
                        .body()
                        .trim())
                .endsWith("{\"done\":{\"revocations\":9,\"stale\":\"it is stale\"}}");
    }

    /** Seen: an empty filter left every target that has no name. */
    @ParameterizedTest
    @ValueSource(strings = {"kind", "issuer", "name", "value", "cursor"})
    void emptyFilterIsRefused(String parameter) throws Exception {
        Answer answer = anyone.get("/v1/revocations?" + parameter + "=");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("rule").asText()).startsWith("must not be empty");
    }

    private List<Integer> offsets(String query) throws Exception {
        Answer answer = anyone.get("/v1/revocations" + query);
        assertThat(answer.status()).isEqualTo(200);
        List<Integer> offsets = new ArrayList<>();
        answer.json()
                .path("revocations")
                .forEach(each -> offsets.add(each.path("receipt").path("offset").asInt()));
        return offsets;
    }

    @Test
    void listIsNewestFirstAndHasEverythingOfARevocation() throws Exception {
        assertThat(offsets("")).containsExactly(8, 7, 6, 5, 4, 3, 2, 1, 0);
        JsonNode claim = anyone.get("/v1/revocations?kind=claim&issuer=https://a")
                .json()
                .path("revocations")
                .path(0);
        String id = claim.path("id").asText();
        assertThat(claim)
                .hasToString("{\"id\":\"" + id
                        + "\",\"target\":{\"kind\":\"claim\",\"issuer\":\"https://a\",\"name\":\"sub\","
                        + "\"value\":\"alice\"},\"expiresAt\":\"2026-11-24T12:00:05Z\","
                        + "\"issuedBefore\":\"2026-11-23T12:00:05Z\",\"at\":\"2026-11-23T12:00:05Z\","
                        + "\"reason\":\"test\",\"note\":\"a note\",\"by\":\"alice\","
                        + "\"receipt\":{\"topicId\":\"in-memory\",\"partition\":0,\"offset\":5}}");
    }

    @Test
    void filtersNarrowTogether() throws Exception {
        assertThat(offsets("?issuer=https://b")).containsExactly(7, 6);
        assertThat(offsets("?value=alice")).containsExactly(6, 5);
        assertThat(offsets("?value=alice&name=sid")).containsExactly(6);
        assertThat(offsets("?kind=token&value=t3")).containsExactly(3);
        assertThat(offsets("?kind=key&value=k1")).containsExactly(7);
        assertThat(offsets("?kind=issuer&value=k1")).isEmpty();
    }

    @Test
    void pagesFollowEachOtherWithoutGapWhileRevocationsArrive() throws Exception {
        Answer first = anyone.get("/v1/revocations?limit=4");
        revoke(new Target.Token("https://a", "later"));

        assertThat(first.json().path("revocations")).hasSize(4);
        String next = first.json().path("next").asText();
        assertThat(offsets("?limit=4&cursor=" + next)).containsExactly(4, 3, 2, 1);
        assertThat(offsets("?limit=5&cursor=" + next)).containsExactly(4, 3, 2, 1, 0);
        assertThat(anyone.get("/v1/revocations?limit=5&cursor=" + next).json().has("next"))
                .isFalse();
    }

    @Test
    void pagesHaveARevocationThatIsExtendedMeanwhile() throws Exception {
        Answer first = anyone.get("/v1/revocations?limit=4");
        revoke(new Target.Token("https://a", "t2"));
        revoke(new Target.Token("https://a", "t0"));

        assertThat(offsets("?limit=5&cursor=" + first.json().path("next").asText()))
                .containsExactly(4, 3, 9, 1, 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=-1",
                "limit=1&limit=2",
                "limit=x",
                "cursor=",
                "cursor=x",
                "cursor=%2B",
                "kind=user",
                "q=1"
            })
    void parameterThatBreaksARuleIs400(String query) throws Exception {
        Answer answer = anyone.get("/v1/revocations?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("field").asText()).isEqualTo(query.substring(0, query.indexOf('=')));
    }

    @Test
    void oneRevocationIsFoundByItsId() throws Exception {
        String id = log.origins().get(5).id().toString();

        assertThat(anyone.get("/v1/revocations/" + id)
                        .json()
                        .path("target")
                        .path("value")
                        .asText())
                .isEqualTo("alice");
        assertThat(anyone.get("/v1/revocations/00000000-0000-7000-8000-000000000000")
                        .status())
                .isEqualTo(404);
        assertThat(anyone.get("/v1/revocations/17").status()).isEqualTo(400);
        assertThat(anyone.get("/v1/revocations/" + id + "?kind=token").status()).isEqualTo(400);
    }
}
