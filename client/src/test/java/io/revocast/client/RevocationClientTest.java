package io.revocast.client;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

class RevocationClientTest {
    private static final String KEY = "rvk_0123456789";
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiI1ZjBjIn0.c2lnbmF0dXJl";
    private static final UUID ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final Target TOKEN = new Target.Token("https://issuer.example", "5f0c");
    private static final Target CLAIM = new Target.Claim("https://issuer.example", "sub", "alice");
    private static final String RECEIPT = "\"receipt\":{\"topicId\":\"aU3S\",\"partition\":2,\"offset\":17}";
    private static final String CONFIRMED = """
            {"outcome":"created","id":"%s","target":{"kind":"token","issuer":"https://issuer.example","jti":"5f0c"},
             "expiresAt":"2026-01-01T00:00:00Z","added-later":[{"a":1}],%s}""".formatted(ID, RECEIPT);

    private final StubPublisher publisher;
    private final RevocationClient client;

    RevocationClientTest() throws IOException {
        publisher = new StubPublisher();
        client = RevocationClient.builder(publisher.uri(), () -> KEY)
                .requestTimeout(Duration.ofSeconds(10))
                .build();
    }

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void pastedTokenIsRevokedUnderTheNameThatThePublisherDerived() throws Exception {
        publisher.answers(201, CONFIRMED);

        RevocationReply reply = client.revokeToken(JWT, new Reason("logout", "asked for it"));

        assertThat(reply)
                .isEqualTo(new RevocationReply.Confirmed(
                        RevocationReply.Outcome.CREATED,
                        ID,
                        TOKEN,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        new Receipt("aU3S", 2, 17)));
        assertThat(publisher.requests)
                .containsExactly(new StubPublisher.Request(
                        "POST",
                        "/v1/revocations",
                        "Bearer " + KEY,
                        "{\"token\":\"" + JWT + "\",\"reason\":\"logout\",\"note\":\"asked for it\"}"));
    }

    @Test
    void warningsOfThePublisherAreInTheReply() throws Exception {
        publisher.answers(
                201,
                CONFIRMED.replace(
                        "\"receipt\"", "\"warnings\":[\"no token has the claim\",{\"x\":[1]},\"two\"],\"receipt\""));
        publisher.answers(201, CONFIRMED);

        assertThat(client.revokeToken(JWT, Reason.NONE))
                .isInstanceOfSatisfying(
                        RevocationReply.Confirmed.class,
                        reply -> assertThat(reply.warnings()).containsExactly("no token has the claim", "two"));
        assertThat(client.revokeToken(JWT, Reason.NONE))
                .isInstanceOfSatisfying(
                        RevocationReply.Confirmed.class,
                        reply -> assertThat(reply.warnings()).isEmpty());
    }

    @Test
    void everythingOfARequestIsSentAndNothingElse() throws Exception {
        publisher.answers(200, CONFIRMED.replace("created", "extended"));
        publisher.answers(200, CONFIRMED.replace("created", "unchanged"));
        publisher.answers(200, CONFIRMED);

        client.revoke(RevocationRequest.of(CLAIM)
                .withIssuedBefore(Instant.parse("2026-01-01T00:00:00Z"))
                .withAuthenticatedBefore(Instant.parse("2026-01-01T12:00:00Z"))
                .withExpiresAt(Instant.parse("2026-01-02T00:00:00Z"))
                .withReason(Reason.of("left"))
                .withConfirmation("seen"));
        client.revoke(RevocationRequest.of(new Target.Key("https://issuer.example", "k1")));
        client.revoke(RevocationRequest.of(new Target.Path("https://issuer.example", "/act/sub", "agent-7"))
                .withIssuedBefore(Instant.parse("2026-01-01T00:00:00Z")));

        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::body)
                .containsExactly(
                        "{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"sub\","
                                + "\"value\":\"alice\"},\"issuedBefore\":\"2026-01-01T00:00:00Z\","
                                + "\"authBefore\":\"2026-01-01T12:00:00Z\","
                                + "\"expiresAt\":\"2026-01-02T00:00:00Z\",\"reason\":\"left\",\"confirm\":\"seen\"}",
                        "{\"target\":{\"kind\":\"key\",\"issuer\":\"https://issuer.example\",\"kid\":\"k1\"}}",
                        "{\"target\":{\"kind\":\"path\",\"issuer\":\"https://issuer.example\","
                                + "\"pointer\":\"/act/sub\",\"value\":\"agent-7\"},"
                                + "\"issuedBefore\":\"2026-01-01T00:00:00Z\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "sid"})
    void cutOffThatTheCallerDoesNotNameIsLeftToThePublisher(String claim) throws Exception {
        publisher.answers(200, CONFIRMED);

        client.revoke(RevocationRequest.of(new Target.Claim("https://issuer.example", claim, "a")));

        assertThat(publisher.requests.get(0).body())
                .isEqualTo("{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\",\"name\":\"" + claim
                        + "\",\"value\":\"a\"}}");
    }

    @Test
    void eachCallHasAKeyOfItsOwnUnlessTheRequestHasOne() throws Exception {
        UUID key = UUID.randomUUID();
        RevocationRequest request = RevocationRequest.of(CLAIM);
        for (int i = 0; i < 4; i++) {
            publisher.answers(200, CONFIRMED);
        }

        client.revoke(request);
        client.revoke(request);
        client.revoke(request.withIdempotencyKey(key));
        client.revoke(request.withIdempotencyKey(key));

        List<String> keys = publisher.headers.stream()
                .map(each -> each.getFirst("Idempotency-Key"))
                .toList();
        assertThat(Set.copyOf(keys)).hasSize(3);
        assertThat(keys.subList(2, 4)).containsOnly(key.toString());
        assertThat(Set.copyOf(publisher.requests)).hasSize(1);
    }

    @Test
    void reinstatementMayNameTheRecordThatItsAuthorSaw() throws Exception {
        publisher.answers(409, "{\"type\":\"urn:revocast:problem:changed\",\"detail\":\"changed\"}");

        assertThatThrownBy(() -> client.reinstate(CLAIM, Reason.NONE, new Receipt("aU3S", 2, 17)))
                .isInstanceOf(RevocationRefusedException.class);

        assertThat(publisher.requests).hasSize(1);
        assertThat(publisher.requests.get(0).body())
                .endsWith(",\"expected\":{\"topicId\":\"aU3S\",\"partition\":2,\"offset\":17}}");
    }

    @Test
    void expiredTokenIsAnAnswerWithoutReceipt() throws Exception {
        publisher.answers(200, """
                {"outcome":"expired","target":{"kind":"token","issuer":"https://issuer.example","jti":"5f0c"},
                 "expiresAt":"2020-01-01T00:00:00Z"}""");

        assertThat(client.revokeToken(JWT, Reason.NONE))
                .isEqualTo(new RevocationReply.Expired(TOKEN, Instant.parse("2020-01-01T00:00:00Z")));
    }

    @Test
    void revocationIsTakenBackByIdAndByTarget() throws Exception {
        publisher.answers(200, """
                {"outcome":"reinstated","id":"%s","target":{"kind":"claim","issuer":"https://issuer.example",
                 "name":"sub","value":"alice"},%s}""".formatted(ID, RECEIPT));
        publisher.answers(200, "{\"outcome\":\"not_revoked\"}");

        assertThat(client.reinstate(ID, Reason.of("mistake")))
                .isEqualTo(new ReinstatementReply(
                        ReinstatementReply.Outcome.REINSTATED, ID, CLAIM, new Receipt("aU3S", 2, 17)));
        assertThat(client.reinstate(CLAIM, Reason.NONE).outcome()).isEqualTo(ReinstatementReply.Outcome.NOT_REVOKED);

        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path, StubPublisher.Request::body)
                .containsExactly(
                        tuple("/v1/reinstatements", "{\"id\":\"" + ID + "\",\"reason\":\"mistake\"}"),
                        tuple(
                                "/v1/reinstatements",
                                "{\"target\":{\"kind\":\"claim\",\"issuer\":\"https://issuer.example\","
                                        + "\"name\":\"sub\",\"value\":\"alice\"}}"));
    }

    @Test
    void refusalSaysWhatIsWrongAndIsNotTriedAgain() {
        publisher.answers(400, """
                {"type":"urn:revocast:problem:invalid-field","title":"Bad Request","status":400,
                 "detail":"target.jti must not be empty","field":"target.jti","rule":"must not be empty"}""");

        assertThatThrownBy(() -> client.revokeToken(JWT, Reason.NONE))
                .isInstanceOfSatisfying(RevocationRefusedException.class, refused -> {
                    assertThat(refused).hasMessage("the publisher refused with 400: target.jti must not be empty");
                    assertThat(refused.status()).isEqualTo(400);
                    assertThat(refused.type()).isEqualTo("urn:revocast:problem:invalid-field");
                    assertThat(refused.title()).isEqualTo("Bad Request");
                    assertThat(refused.field()).isEqualTo("target.jti");
                    assertThat(refused.rule()).isEqualTo("must not be empty");
                    assertThat(refused.confirmation()).isEmpty();
                });
        assertThat(publisher.requests).hasSize(1);
    }

    @Test
    void broadTargetIsRefusedWithWhatWouldConfirmIt() {
        publisher.answers(409, """
                {"type":"urn:revocast:problem:confirmation-needed","status":409,"detail":"confirm it",
                 "preview":{"dryRun":true,"results":[{"outcome":"created"}],"confirm":"seen-this"}}""");

        assertThatThrownBy(() -> client.revoke(RevocationRequest.of(new Target.Issuer("https://issuer.example"))))
                .isInstanceOfSatisfying(
                        RevocationRefusedException.class,
                        refused -> assertThat(refused.confirmation()).contains("seen-this"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 401, 403, 404, 413})
    void refusalWithoutAProblemDocumentIsARefusalAllTheSame(int status) {
        publisher.answers(status, status == 401 ? "" : "<html>go away</html>");

        assertThatThrownBy(() -> client.revokeToken(JWT, Reason.NONE))
                .isInstanceOf(RevocationRefusedException.class)
                .hasMessage("the publisher refused with " + status + ": no detail");
    }

    @Test
    void keyIsAskedForBeforeEachCallSoThatItCanRotate() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        RevocationClient rotating = RevocationClient.builder(publisher.uri(), () -> "key-" + calls.incrementAndGet())
                .build();
        publisher.answers(201, CONFIRMED).answers(201, CONFIRMED);

        rotating.revokeToken(JWT, Reason.NONE);
        rotating.revokeToken(JWT, Reason.NONE);

        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::authorization)
                .containsExactly("Bearer key-1", "Bearer key-2");
    }

    @Test
    void keyThatIsNoneIsRefusedWithoutBeingShown() {
        RevocationClient wrong = RevocationClient.builder(publisher.uri(), () -> "secret\r\nX-Evil: 1")
                .build();

        assertThatThrownBy(() -> wrong.revokeToken(JWT, Reason.NONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the API key must be letters")
                .hasMessageNotContaining("secret");
        assertThat(publisher.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://a", "http:///x", "/relative", "https://user:pw@host", "https://host?x=1", "https://host#x"
            })
    void addressThatIsNoPublishersIsRefused(String uri) {
        assertThatThrownBy(() -> RevocationClient.builder(URI.create(uri), () -> KEY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("publisher must be an http or https URI with a host")
                .hasMessageNotContaining("pw");
    }

    @Test
    void limitsAreChecked() {
        RevocationClient.Builder builder = RevocationClient.builder(publisher.uri(), () -> KEY);

        assertThatThrownBy(() -> builder.tries(0)).hasMessage("tries must lie between 1 and 10: 0");
        assertThatThrownBy(() -> builder.requestTimeout(Duration.ZERO))
                .hasMessage("requestTimeout must be positive: PT0S");
        assertThatThrownBy(() -> builder.connectTimeout(Duration.ofSeconds(-1)))
                .hasMessage("connectTimeout must be positive: PT-1S");
    }

    @Test
    void pathInFrontOfThePublishersOwnIsKept() throws Exception {
        publisher.answers(201, CONFIRMED);
        RevocationClient behindProxy = RevocationClient.builder(URI.create(publisher.uri() + "/revocast/"), () -> KEY)
                .build();

        behindProxy.revokeToken(JWT, Reason.NONE);

        assertThat(publisher.requests)
                .extracting(StubPublisher.Request::path)
                .containsExactly("/revocast/v1/revocations");
        assertThat(behindProxy).hasToString("RevocationClient[" + publisher.uri() + "/revocast]");
    }
}
