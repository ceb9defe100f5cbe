package io.revocast.client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class PublisherApiTest {
    private static final UUID KEY = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final byte[] DOCUMENT = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    private final StubPublisher publisher = new StubPublisher();
    private final List<String> log = new ArrayList<>();
    private final PublisherApi api = RevocationClient.builder(publisher.uri(), () -> "secret")
            .requestTimeout(Duration.ofSeconds(20))
            .tries(1)
            .log(log::add)
            .build()
            .api();

    PublisherApiTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void documentsGoToTheirEndpointsAndComeBackAsTheyAre() throws Exception {
        for (int i = 0; i < 8; i++) {
            publisher.answers(i % 2 == 0 ? 200 : 201, "{\"answer\":" + i + "}");
        }
        RevocationFilter filter = new RevocationFilter("claim", "https://a?b&c", null, "é");

        List<byte[]> answers = List.of(
                api.revoke(KEY, DOCUMENT),
                api.preview(DOCUMENT),
                api.reinstate(KEY, DOCUMENT),
                api.check(DOCUMENT),
                api.revocations(filter, 1000, "abc"),
                api.revocation(KEY),
                api.audit(new AuditFilter("6", "portal", "refused"), 10),
                api.verifyAudit());

        assertThat(answers)
                .extracting(answer -> new String(answer, StandardCharsets.UTF_8))
                .first()
                .isEqualTo("{\"answer\":0}");
        assertThat(publisher.requests)
                .extracting(request -> request.method() + " " + request.path())
                .containsExactly(
                        "POST /v1/revocations",
                        "POST /v1/revocations?dryRun=true",
                        "POST /v1/reinstatements",
                        "POST /v1/check",
                        "GET /v1/revocations?kind=claim&issuer=https%3A%2F%2Fa%3Fb%26c&value=%C3%A9&limit=1000&cursor=abc",
                        "GET /v1/revocations/" + KEY,
                        "GET /v1/audit?after=6&actor=portal&decision=refused&limit=10",
                        "GET /v1/audit/verification");
        assertThat(publisher.headers)
                .extracting(headers -> headers.getFirst("Idempotency-Key"))
                .containsExactly(KEY.toString(), null, KEY.toString(), null, null, null, null, null);
        assertThat(publisher.requests).allMatch(request -> "Bearer secret".equals(request.authorization()));
    }

    @Test
    void logHasALineForEachAnswerWithoutSecretsOrQueries() throws Exception {
        publisher.answers(200, "{}", Map.of("X-Request-Id", "r1")).answers(404, "{}");

        api.audit(AuditFilter.ALL.withAfter("7"), 1);
        assertThatThrownBy(() -> api.revocation(KEY)).isInstanceOf(RevocationRefusedException.class);

        assertThat(log)
                .containsExactly(
                        "GET /v1/audit: 200, request r1", "GET /v1/revocations/" + KEY + ": 404, request without id");
    }

    @Test
    void refusalHasItsDocumentAndAnUnconfirmedAnswerItsStatus() {
        publisher.answers(409, "{\"detail\":\"too broad\",\"preview\":{\"confirm\":\"c\"}}");
        publisher.answers(503, "{\"title\":\"Service Unavailable\"}");

        RevocationRefusedException refused =
                catchThrowableOfType(RevocationRefusedException.class, () -> api.revoke(KEY, DOCUMENT));
        RevocationUnconfirmedException unconfirmed = catchThrowableOfType(
                RevocationUnconfirmedException.class, () -> api.exportRevocations(RevocationFilter.ALL));
        publisher.close();
        RevocationUnconfirmedException unanswered =
                catchThrowableOfType(RevocationUnconfirmedException.class, api::verifyAudit);

        assertThat(refused.document()).contains("\"preview\":{\"confirm\":\"c\"}");
        assertThat(refused.confirmation()).contains("c");
        assertThat(unconfirmed.status()).isEqualTo(503);
        assertThat(unconfirmed.detail()).isEqualTo("Service Unavailable");
        assertThat(unanswered.status()).isZero();
    }

    @Test
    void listIsSentAgainWhileAnEarlierTryOfItStillRuns() throws Exception {
        publisher
                .answers(409, "{\"type\":\"urn:revocast:problem:request-in-progress\"}")
                .answers(200, "{\"line\":1,\"problem\":{}}\r\n\n{\"done\":{}}");

        List<String> lines = new ArrayList<>();
        try (LineStream answer = api.importRevocations(KEY, DOCUMENT)) {
            for (String line = answer.next(); line != null; line = answer.next()) {
                lines.add(line);
            }
        }

        assertThat(lines).containsExactly("{\"line\":1,\"problem\":{}}", "", "{\"done\":{}}");
        assertThat(publisher.requests).hasSize(2);
        assertThat(publisher.headers).allMatch(headers -> KEY.toString().equals(headers.getFirst("Idempotency-Key")));
    }

    @Test
    void eventsHaveTheIdAfterWhichANewStreamGoesOn() throws Exception {
        publisher.answers(
                200, ": connected\n\nid: 0-4-t\nevent: revoked\ndata: {}\n\nid: 0-5-t\nevent: revoked\ndata: {\"bro");

        try (RevocationEventStream events = api.events("0-3-t")) {
            assertThat(events.lastId()).isEqualTo("0-3-t");
            assertThat(events.next()).isEqualTo(new RevocationEventStream.Event("revoked", "{}"));
            assertThat(events.next()).isNull();
            assertThat(events.lastId()).isEqualTo("0-4-t");
        }
        assertThat(publisher.headers.get(0).getFirst("Last-Event-ID")).isEqualTo("0-3-t");
        assertThat(publisher.headers.get(0).getFirst("Accept")).isEqualTo("text/event-stream");
    }

    @Test
    void streamOnWhichNothingArrivesEnds() throws Exception {
        publisher.trickles();
        PublisherApi impatient = RevocationClient.builder(publisher.uri())
                .requestTimeout(Duration.ofSeconds(1))
                .tries(1)
                .build()
                .api();

        try (LineStream lines = impatient.followAudit(AuditFilter.ALL)) {
            assertThatThrownBy(lines::next).isInstanceOf(IOException.class).hasMessage("nothing was received for PT1S");
        }
        assertThat(publisher.requests.get(0).authorization()).isNull();
    }

    @Test
    void lineWithoutEndIsNoLine() throws Exception {
        publisher.answers(200, "x".repeat(BoundedLines.MAX_LINE + 1));

        try (LineStream lines = api.exportRevocations(RevocationFilter.ALL)) {
            assertThatThrownBy(lines::next)
                    .isInstanceOf(IOException.class)
                    .hasMessage("a line is longer than " + BoundedLines.MAX_LINE + " characters");
        }
    }
}
