package io.revocast.publisher.api;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditEntry.Action;
import io.revocast.publisher.audit.AuditEntry.Decision;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.authentication.EndpointAccess;
import io.revocast.publisher.credentials.ApiKey;
import io.revocast.publisher.credentials.ApiKeyResolver;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.http.ApiClient;
import io.revocast.publisher.http.ApiClient.Answer;
import io.revocast.publisher.http.HttpServer;
import io.revocast.publisher.http.TestServers;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.service.Admission;
import io.revocast.publisher.service.BroadTargets;
import io.revocast.publisher.service.InMemoryLog;
import io.revocast.publisher.service.RevocationService;
import io.revocast.publisher.service.TestWrites;
import io.revocast.publisher.token.RecentTokens;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;

/** Every refused attempt of an authenticated caller to revoke or to reinstate has an audit entry, however it is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedAttemptsTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final String KEY = ApiKey.generate();
    private static final String GOOD = "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"t1\"}}";

    private final InMemoryLog log = new InMemoryLog();
    private final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
    private volatile @Nullable Duration wait;
    private final HttpServer server = server();
    private ApiClient client = new ApiClient(0, "");

    private HttpServer server() {
        AuditLog entries = entry -> {
            audit.add(entry);
            return CompletableFuture.completedFuture(null);
        };
        RevocationService service = TestWrites.of(log, log, CLOCK)
                .service(
                        entries,
                        RequestHistory.NONE,
                        new RevocationService.Guards(
                                (caller, requests) -> Optional.ofNullable(wait),
                                BroadTargets.DEFAULT,
                                new RecentTokens(CLOCK)));
        ApiKeyResolver keys = new ApiKeyResolver(List.of(ApiKey.parse("portal", ApiKey.line(KEY, "* reinstate"))));
        EndpointAccess access = new EndpointAccess(TestServers.authenticator(keys, false), Admission.UNLIMITED);
        return TestServers.of(List.of(
                new BulkRoutes(access, service, target -> List.of()),
                new ReinstatementRoutes(access, service),
                new RevocationRoutes(access, service, target -> List.of(), TestFleets.noWaits())));
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
        client = new ApiClient(server.port(), KEY);
    }

    @BeforeEach
    void forget() {
        log.clear();
        audit.clear();
        wait = null;
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Answer post(String path, String type, String body) throws Exception {
        return client.send(client.request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body)));
    }

    private Answer post(String path, String body) throws Exception {
        return post(path, path.contains(":batch") ? "application/x-ndjson" : "application/json", body);
    }

    private AuditEntry only() {
        assertThat(audit).hasSize(1);
        return audit.get(0);
    }

    /** Seen: only requests that break a rule of the service had an entry, and those of another shape had none. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/revocations|{|400|invalid_request|the body must be one JSON document without duplicate members",
                "/v1/revocations|[]|400|invalid_request|the body must be a JSON object",
                "/v1/revocations|{}|400|invalid_field|target must be given, or token instead, but not both",
                "/v1/revocations|{\"target\":{\"kind\":\"role\"}}|400|invalid_field|target.kind must be",
                "/v1/revocations|{\"revocations\":[{},7]}|400|invalid_field|entry 0: target must be given",
                "/v1/revocations?dryrun=true|{}|400|invalid_field|dryrun is not a parameter here",
                "/v1/revocations?wait=most|{}|400|invalid_field|wait must be all",
                "/v1/revocations?wait=all|{}|403|forbidden|wait needs the scope revocation:read",
                "/v1/reinstatements|{|400|invalid_request|the body must be one JSON document without duplicate members",
                "/v1/reinstatements|{\"id\":\"7\"}|400|invalid_field|id must be a UUID",
                "/v1/reinstatements|{\"reinstatements\":[7]}|400|invalid_field|entry 0: reinstatements must hold",
                "/v1/reinstatements?dryRun=true|{}|400|invalid_field|this path takes a body and no parameters",
                "/v1/revocations:batch?results=none|{}|400|invalid_field|results must be all or problems"
            })
    void requestOfAWrongShapeIsAudited(String path, String body, int status, String reason, String detail)
            throws Exception {
        Answer answer = post(path, body);

        assertThat(answer.status()).isEqualTo(status);
        AuditEntry entry = only();
        assertThat(entry.decision()).isEqualTo(Decision.REFUSED);
        assertThat(entry.action()).isEqualTo(path.contains("reinstate") ? Action.REINSTATE : Action.REVOKE);
        assertThat(entry.actor()).isEqualTo("portal");
        assertThat(entry.requestId()).isEqualTo(answer.header("X-Request-Id"));
        assertThat(entry.reason()).isEqualTo(reason);
        assertThat(entry.detail()).startsWith(detail);
    }

    @ParameterizedTest
    @CsvSource({"/v1/revocations", "/v1/reinstatements", "/v1/revocations:batch"})
    void otherMediaTypesAndBadKeysAreAudited(String path) throws Exception {
        assertThat(post(path, "text/plain", GOOD).status()).isEqualTo(415);
        assertThat(only().reason()).isEqualTo("unsupported_media_type");
        audit.clear();

        Answer answer = client.send(client.request(path)
                .header("Content-Type", path.contains(":batch") ? "application/x-ndjson" : "application/json")
                .header("Idempotency-Key", "7")
                .POST(BodyPublishers.ofString(GOOD)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(only().detail()).isEqualTo("Idempotency-Key must be one UUID, bare or in double quotes");
    }

    @Test
    void entryOfABatchIsNamedByItsIndexInTheAuditToo() throws Exception {
        String second = "{\"target\":{\"kind\":\"token\",\"issuer\":\"https://issuer\",\"jti\":\"a\\tb\"}}";

        assertThat(post("/v1/revocations", "{\"revocations\":[" + GOOD + "," + second + "]}")
                        .json()
                        .path("index")
                        .asInt())
                .isEqualTo(1);
        assertThat(only().detail()).startsWith("entry 1: target.jti must");
    }

    /** A token in the place of a parameter's name must not get into the audit. */
    @Test
    void nameOfAnUnknownParameterIsCut() throws Exception {
        Answer answer = post("/v1/revocations?" + "x".repeat(60) + "=1", GOOD);

        assertThat(answer.json().path("field").asText()).isEqualTo("x".repeat(40) + "…");
        assertThat(only().detail()).startsWith("x".repeat(40) + "… is not a parameter here");
    }

    @Test
    void previewIsNoAttempt() throws Exception {
        assertThat(post("/v1/revocations?dryRun=true", "{}").status()).isEqualTo(400);
        assertThat(audit).isEmpty();
    }

    /** Seen: lines that could not be read were missing in the entry, which then named and counted too few. */
    @Test
    void linesOfEveryShapeAreNamedByTheirNumbers() throws Exception {
        String unprintable = GOOD.replace("t1", "a\\tb");
        String unknown = GOOD.replace("}}", "},\"x\":1}");
        String tooLong = "x".repeat(73 * 1024);

        assertThat(post(
                                "/v1/revocations:batch",
                                String.join("\n", GOOD, "", unprintable, "{", unknown, " ", "[]", tooLong))
                        .status())
                .isEqualTo(200);

        assertThat(audit)
                .filteredOn(entry -> entry.decision() == Decision.REFUSED)
                .extracting(AuditEntry::reason, AuditEntry::detail)
                .satisfiesExactlyInAnyOrder(
                        entry -> assertThat(entry.toList().toString())
                                .startsWith("[invalid_field, lines 3, 5, 8; the first: target.jti must"),
                        entry -> assertThat(entry.toList().toString())
                                .isEqualTo(
                                        "[invalid_request, lines 4, 7; the first: the line must be one JSON document "
                                                + "without duplicate members: column 2]"));
    }

    /** Seen: "line 1, column 2" for the seventh line. */
    @Test
    void answerNamesThePlaceInTheLine() throws Exception {
        Answer answer = post("/v1/revocations:batch", "\n\n\n\n\n\n{\"a\" 1}");

        assertThat(answer.response().body().lines().toList().get(0))
                .startsWith("{\"line\":7,")
                .contains("\"detail\":\"the line must be one JSON document without duplicate members: column 6\"");
    }

    @Test
    void listThatComesTooSoonIsAuditedOnce() throws Exception {
        wait = Duration.ofSeconds(1);

        assertThat(post("/v1/revocations:batch", GOOD).status()).isEqualTo(429);
        assertThat(post("/v1/revocations:batch", GOOD).status()).isEqualTo(429);
        assertThat(post("/v1/revocations", "{}").status())
                .as("so that no caller fills the audit")
                .isEqualTo(429);

        assertThat(only().reason()).isEqualTo("limited");
    }

    @Test
    void listThatCannotBeginIsAudited() throws Exception {
        log.replayed(false);

        assertThat(post("/v1/revocations:batch", GOOD).status()).isEqualTo(503);

        assertThat(only().decision()).isEqualTo(Decision.FAILED);
        assertThat(only().reason()).isEqualTo("not_written");
    }
}
