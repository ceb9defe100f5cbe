package io.revocast.publisher.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.revocast.event.Target;
import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.audit.AuditReader.Placed;
import io.revocast.publisher.audit.AuditRecord;
import io.revocast.publisher.audit.ChainReport;
import io.revocast.publisher.audit.Decisions;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.FakeAuditReader;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.service.Admission;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class AuditRoutesTest {
    private static final UUID CHAIN = UUID.fromString("4f1c2b3a-0000-4000-8000-000000000001");
    private static final String AUDITOR = ApiKey.generate();
    private static final String OF_B = ApiKey.generate();
    private static final String READER = ApiKey.generate();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final FakeAuditReader reader = new FakeAuditReader();
    private HttpServer server = server(reader);
    private ApiClient auditor = new ApiClient(0, "");

    @BeforeEach
    void start() throws Exception {
        server.start();
        auditor = new ApiClient(server.port(), AUDITOR);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static HttpServer server(@Nullable AuditReader reader) {
        ApiKeyResolver keys = new ApiKeyResolver(List.of(
                ApiKey.parse("auditor", ApiKey.line(AUDITOR, "- audit")),
                ApiKey.parse("of-b", ApiKey.line(OF_B, "- audit issuer=https://b")),
                ApiKey.parse("reader", ApiKey.line(READER, "* read reinstate"))));
        return TestServers.of(List.of(new AuditRoutes(
                new EndpointAccess(TestServers.authenticator(keys, false), Admission.UNLIMITED), reader)));
    }

    private static Placed placed(long offset, AuditEntry entry) {
        return new Placed(offset, new AuditRecord.Entry(new AuditRecord.Link(CHAIN, offset, "hash"), entry, 1, 1));
    }

    private static AuditEntry.Subject subject(String issuer, String jti) {
        return new AuditEntry.Subject(new Target.Token(issuer, jti).key(), null, null, null);
    }

    private static AuditEntry entry(AuditEntry.Subject... subjects) {
        return entry(AuditEntry.Decision.REFUSED, "invalid_field", subjects);
    }

    private static AuditEntry entry(AuditEntry.Decision decision, String reason, AuditEntry.Subject... subjects) {
        return new AuditEntry(
                Instant.EPOCH,
                "request",
                "portal",
                AuditEntry.Action.REVOKE,
                decision,
                List.of(subjects),
                reason,
                "entry 0: https://a must be another");
    }

    private static List<Long> offsets(Answer answer) throws Exception {
        return answer.json().path("entries").findValues("offset").stream()
                .map(JsonNode::asLong)
                .toList();
    }

    @Test
    void newestEntriesComeFirstPageByPage() throws Exception {
        for (int i = 1; i <= 5; i++) {
            reader.add(placed(i, entry(subject("https://a", "t" + i))));
        }

        Answer first = auditor.get("/v1/audit?order=newest&limit=2");
        Answer second = auditor.get("/v1/audit?order=newest&limit=2&before="
                + first.json().path("next").asText());
        Answer third = auditor.get("/v1/audit?order=newest&limit=2&before="
                + second.json().path("next").asText());

        assertThat(offsets(first)).containsExactly(5L, 4L);
        assertThat(offsets(second)).containsExactly(3L, 2L);
        assertThat(offsets(third)).containsExactly(1L);
        assertThat(third.json().has("next")).isFalse();
    }

    @Test
    void targetIsFoundByWhatItNamesButNotThroughAForeignIssuer() throws Exception {
        reader.add(placed(1, entry(subject("https://a", "secret"), subject("https://b", "mine"))));
        reader.add(placed(2, entry(subject("https://b", "other"))));
        ApiClient ofB = new ApiClient(server.port(), OF_B);

        assertThat(offsets(auditor.get("/v1/audit?target=secret"))).containsExactly(1L);
        assertThat(offsets(auditor.get("/v1/audit?target=https://b"))).containsExactly(1L, 2L);
        assertThat(offsets(ofB.get("/v1/audit?target=mine"))).containsExactly(1L);
        assertThat(offsets(ofB.get("/v1/audit?target=secret"))).isEmpty();
        assertThat(offsets(ofB.get("/v1/audit?target=https://a"))).isEmpty();
    }

    @Test
    void periodHasItsFirstInstantAndNotItsLast() throws Exception {
        reader.add(placed(1, entry(subject("https://a", "t"))));

        assertThat(offsets(auditor.get("/v1/audit?from=1970-01-01T00:00:00Z"))).containsExactly(1L);
        assertThat(offsets(auditor.get("/v1/audit?from=1970-01-01T00:00:01Z"))).isEmpty();
        assertThat(offsets(auditor.get("/v1/audit?to=1970-01-01T00:00:00Z"))).isEmpty();
        assertThat(offsets(auditor.get("/v1/audit?to=1970-01-01T00:00:01Z"))).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "order=last",
                "before=3",
                "order=newest&after=3",
                "order=newest&before=x",
                "from=yesterday",
                "to=1",
                "order=newest&follow=true"
            })
    void parameterThatDoesNotFitIsRefusedByName(String query) throws Exception {
        Answer answer = auditor.send(
                auditor.request("/v1/audit?" + query).header("Accept", "application/x-ndjson, application/json"));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(query).contains(answer.json().path("field").asText() + "=");
    }

    @Test
    void callerLimitedToAnIssuerSeesNoOther() throws Exception {
        reader.add(placed(1, entry(subject("https://a", "a1"))));
        reader.add(placed(2, entry(subject("https://a", "a2"), subject("https://b", "b1"))));
        reader.add(placed(3, entry(subject("https://b", "b2"))));
        reader.add(placed(4, entry()));
        ApiClient ofB = new ApiClient(server.port(), OF_B);

        Answer answer = ofB.get("/v1/audit");

        assertThat(answer.json().path("entries")).hasSize(2);
        assertThat(answer.json().path("entries").get(0).toString())
                .contains("https://b", "b1")
                .doesNotContain("https://a", "detail");
        assertThat(answer.json().path("entries").get(1).toString()).contains("b2", "detail");
        assertThat(auditor.get("/v1/audit").json().path("entries")).hasSize(4);
    }

    /** Seen: a part with targets of one issuer alone showed the reason of a batch whose other part names another. */
    @Test
    void reasonOfAnEntryInPartsIsHiddenFromAKeyThatSeesOneIssuer() throws Exception {
        AuditRecord.Link link = new AuditRecord.Link(CHAIN, 1, "hash");
        AuditEntry part = entry(AuditEntry.Decision.GRANTED, "fraud-at-a", subject("https://b", "b1"));
        reader.add(new Placed(1, new AuditRecord.Entry(link, part, 2, 2)));

        JsonNode entry = new ApiClient(server.port(), OF_B)
                .get("/v1/audit")
                .json()
                .path("entries")
                .get(0);

        assertThat(entry.toString()).contains("b1").doesNotContain("fraud-at-a", "reason", "detail");
        assertThat(entry.path("parts").asInt()).isEqualTo(2);
        assertThat(auditor.get("/v1/audit").response().body()).contains("fraud-at-a");
    }

    /** Seen: a key of one issuer read the reason that a caller gave for a token of another. */
    @ParameterizedTest
    @EnumSource
    void reasonOfAnEntryThatAlsoNamesAnotherIssuerIsHidden(AuditEntry.Decision decision) throws Exception {
        reader.add(placed(1, entry(decision, "fraud-at-a", subject("https://a", "a1"), subject("https://b", "b1"))));
        reader.add(placed(2, entry(decision, "logout-at-b", subject("https://b", "b2"), subject("https://b", "b3"))));

        JsonNode entries =
                new ApiClient(server.port(), OF_B).get("/v1/audit").json().path("entries");

        assertThat(entries).hasSize(2);
        assertThat(entries.get(0).toString()).contains("b1").doesNotContain("fraud-at-a", "reason");
        assertThat(entries.get(1).path("reason").asText()).isEqualTo("logout-at-b");
        assertThat(auditor.get("/v1/audit").response().body()).contains("fraud-at-a");
    }

    @Test
    void entryHasAllThatWasWrittenDown() throws Exception {
        reader.add(placed(1, Decisions.granted("portal", "5f0c")));
        reader.add(placed(2, Decisions.refused()));

        Answer answer = auditor.get("/v1/audit");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json()).isEqualTo(JSON.readTree("""
                                {"entries":[
                                  {"offset":1,"chain":"4f1c2b3a-0000-4000-8000-000000000001","seq":1,
                                   "at":"2026-01-01T12:00:00.123Z","requestId":"request-5f0c","actor":"portal",
                                   "action":"revoke","decision":"granted","subjects":[
                                     {"target":{"kind":"token","issuer":"https://issuer.example","jti":"5f0c"},
                                      "id":"019a0b1c-2d3e-7f40-8a5b-6c7d8e9f0a1b","outcome":"created",
                                      "receipt":{"topicId":"aU3Sx_1bQ0m","partition":0,"offset":17}}],
                                   "reason":"logout"},
                                  {"offset":2,"chain":"4f1c2b3a-0000-4000-8000-000000000001","seq":2,
                                   "at":"2026-01-01T12:00:00.123Z","requestId":"request-1","actor":"unauthenticated",
                                   "action":"authenticate","decision":"refused","subjects":[],
                                   "reason":"unknown-credential","detail":"the \\"key\\" is not known here"}]}"""));
    }

    @Test
    void pagesFollowEachOther() throws Exception {
        for (int i = 1; i <= 5; i++) {
            reader.add(placed(i, Decisions.granted(i % 2 == 0 ? "even" : "odd", "t" + i)));
        }

        JsonNode first = auditor.get("/v1/audit?limit=3").json();
        JsonNode second = auditor.get(
                        "/v1/audit?limit=3&after=" + first.path("next").asText())
                .json();

        assertThat(first.path("entries")).hasSize(3);
        assertThat(second.path("entries")).hasSize(2);
        assertThat(second.has("next")).isFalse();
        assertThat(auditor.get("/v1/audit?actor=even&action=revoke&decision=granted")
                        .json()
                        .path("entries"))
                .hasSize(2);
        assertThat(auditor.get("/v1/audit?decision=failed").json().path("entries"))
                .isEmpty();
    }

    @Test
    void linesAreAnsweredToWhomAsksForThem() throws Exception {
        reader.add(placed(1, Decisions.refused()));
        reader.add(placed(2, Decisions.refused()));

        Answer answer = auditor.send(auditor.request("/v1/audit")
                .header("Accept", "application/x-ndjson")
                .GET());

        assertThat(answer.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(answer.response().body().lines()).hasSize(2).allMatch(line -> line.startsWith("{\"offset\":"));
    }

    @Test
    void followerGetsWhatComesAndIsLetGoWhenTheServerStops() throws Exception {
        HttpResponse<Stream<String>> followed = HttpClient.newHttpClient()
                .send(
                        auditor.request("/v1/audit?follow=true")
                                .header("Accept", "application/x-ndjson")
                                .GET()
                                .build(),
                        BodyHandlers.ofLines());
        Iterator<String> lines = followed.body().iterator();

        assertThat(lines.next()).isEmpty();
        reader.add(placed(7, Decisions.granted("portal", "new")));
        assertThat(JSON.readTree(lines.next()).path("offset").asLong()).isEqualTo(7);
        server.close();

        assertThat(lines.hasNext()).isFalse();
        await().until(() -> reader.followers == 0);
    }

    @Test
    void followerWithALimitIsDoneAfterThatMany() throws Exception {
        reader.add(placed(1, Decisions.refused()));
        reader.add(placed(2, Decisions.refused()));
        reader.add(placed(3, Decisions.refused()));

        Answer answer = auditor.send(auditor.request("/v1/audit?follow=true&after=-1&limit=2")
                .header("Accept", "application/x-ndjson")
                .GET());

        assertThat(answer.response().body().lines()).hasSize(2);
    }

    @Test
    void followingNeedsLines() throws Exception {
        assertThat(auditor.get("/v1/audit?follow=true").status()).isEqualTo(400);
    }

    @Test
    void verificationIsAnsweredWithEveryBreak() throws Exception {
        reader.verification = new AuditReader.Verification(
                true,
                new ChainReport(
                        3,
                        2,
                        1,
                        List.of(new ChainReport.Break(
                                ChainReport.Kind.MISSING, 4, CHAIN, 3L, "the records from seq 2 to 2 are missing")),
                        1,
                        0,
                        6));

        Answer answer = auditor.get("/v1/audit/verification");

        assertThat(answer.response().body())
                .isEqualTo(
                        "{\"intact\":false,\"complete\":true,\"entries\":3,\"chains\":2,\"open\":1,\"breaks\":[{"
                                + "\"kind\":\"missing\",\"offset\":4,\"chain\":\"4f1c2b3a-0000-4000-8000-000000000001\",\"seq\":3,"
                                + "\"what\":\"the records from seq 2 to 2 are missing\"}],\"allBreaks\":1,\"first\":0,\"last\":6}");
    }

    @Test
    void whatWasNotReadToItsEndIsNotCalledIntact() throws Exception {
        reader.verification = new AuditReader.Verification(false, new ChainReport(3, 2, 1, List.of(), 0, 0, 6));

        JsonNode answer = auditor.get("/v1/audit/verification").json();

        assertThat(answer.path("intact").asBoolean()).isFalse();
        assertThat(answer.path("complete").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/audit", "/v1/audit/verification"})
    void onlyWhoHasTheScopeMayRead(String path) throws Exception {
        assertThat(new ApiClient(server.port(), "").get(path).status()).isEqualTo(401);
        Answer forbidden = new ApiClient(server.port(), READER).get(path);
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.json().path("rule").asText())
                .isEqualTo("must be a credential with the scope revocation:audit");
        assertThat(auditor.send(auditor.request(path).DELETE()).status()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "after=x",
                "after=-2",
                "decision=maybe",
                "action=read",
                "follow=yes",
                "actor=a&actor=b",
                "q=1"
            })
    void parameterThatBreaksARuleIs400(String query) throws Exception {
        assertThat(auditor.get("/v1/audit?" + query).status()).isEqualTo(400);
    }

    @Test
    void trailThatCannotBeReadIs503WithTheReason() throws Exception {
        reader.unavailable = true;

        Answer answer = auditor.get("/v1/audit");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("5");
        assertThat(answer.json().path("detail").asText()).isEqualTo("this principal lacks READ");
        assertThat(auditor.get("/v1/audit/verification").status()).isEqualTo(503);
        assertThat(auditor.send(auditor.request("/v1/audit?follow=true")
                                .header("Accept", "application/x-ndjson")
                                .GET())
                        .status())
                .isEqualTo(503);
    }

    @Test
    void publisherWithoutAuditHasNone() throws Exception {
        server.close();
        server = server(null);
        server.start();

        Answer answer = new ApiClient(server.port(), AUDITOR).get("/v1/audit");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("detail").asText())
                .isEqualTo("this publisher keeps no audit: audit.topic is none");
    }
}
