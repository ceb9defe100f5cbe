package io.revocast.client;

import io.revocast.event.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** {@code fleet}, {@code propagation} and {@code revokeAndAwait}. */
class FleetCallsTest {
    private static final UUID ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final String LAST = """
            {"service":"pay","instance":"pay-2","state":"applying","outcome":"applied","precision":"exact",\
            "appliedAt":"2026-01-01T00:00:00.041Z","tookMillis":41,"uncertaintyMillis":3}""";
    private static final String STRAGGLER =
            "{\"service\":\"pay\",\"instance\":\"pay-3\",\"state\":\"silent\",\"outcome\":\"pending\"}";
    private static final String PROPAGATION = """
            "complete":false,"instances":3,"applied":2,"startedLater":4,"unknown":1,"appendedAt":"2026-01-01T00:00:00Z",\
            "medianMillis":41,"last":%s,"stragglers":[%s]""".formatted(LAST, STRAGGLER);

    private final StubPublisher publisher = new StubPublisher();
    private final RevocationClient client = RevocationClient.builder(publisher.uri(), () -> "secret")
            .requestTimeout(Duration.ofSeconds(20))
            .tries(1)
            .build();

    FleetCallsTest() throws IOException {}

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void revocationIsAwaited() throws Exception {
        publisher.answers(201, """
                {"outcome":"created","id":"%s","target":{"kind":"token","issuer":"https://i","jti":"1"},\
                "expiresAt":"2026-01-01T01:00:00Z","receipt":{"topicId":"aU3S","partition":0,"offset":17},\
                "propagation":{%s}}""".formatted(ID, PROPAGATION));

        AwaitedReply reply = client.revokeAndAwait(
                RevocationRequest.of(new Target.Token("https://i", "1")),
                PropagationWait.percent(95, Duration.ofSeconds(2)));

        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/revocations?wait=95%25&timeout=2000ms");
        assertThat(reply.revocation()).isInstanceOf(RevocationReply.Confirmed.class);
        PropagationReply propagation = Objects.requireNonNull(reply.propagation());
        assertThat(propagation.complete()).isFalse();
        assertThat(propagation.instances()).isEqualTo(3);
        assertThat(propagation.startedLater()).isEqualTo(4);
        assertThat(propagation.times().last())
                .isEqualTo(new InstancePropagation(
                        "pay",
                        "pay-2",
                        "applying",
                        "applied",
                        "exact",
                        Instant.parse("2026-01-01T00:00:00.041Z"),
                        Duration.ofMillis(41),
                        Duration.ofMillis(3)));
        assertThat(propagation.times().median()).isEqualTo(Duration.ofMillis(41));
        assertThat(propagation.times().unknown()).isEqualTo(1);
        assertThat(propagation.stragglers())
                .extracting(InstancePropagation::instance)
                .containsExactly("pay-3");
    }

    @Test
    void expiredTokenHasNoPropagation() throws Exception {
        publisher.answers(200, """
                {"outcome":"expired","target":{"kind":"token","issuer":"https://i","jti":"1"},\
                "expiresAt":"2026-01-01T01:00:00Z"}""");

        AwaitedReply reply = client.revokeAndAwait(
                RevocationRequest.of(new Target.Token("https://i", "1")), PropagationWait.all(Duration.ofSeconds(2)));

        assertThat(reply.propagation()).isNull();
    }

    @Test
    void propagationOfARevocationIsRead() throws Exception {
        publisher.answers(
                200, "{\"id\":\"" + ID + "\"," + PROPAGATION + ",\"detail\":[" + LAST + "," + STRAGGLER + "]}");

        PropagationReply propagation = client.propagation(ID);

        assertThat(publisher.requests.get(0).path()).isEqualTo("/v1/revocations/" + ID + "/propagation");
        assertThat(propagation.detail()).hasSize(2);
        assertThat(propagation.appendedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(propagation.firstRecord()).isNull();
    }

    @Test
    void firstRecordOfARepeatedRevocationIsRead() throws Exception {
        publisher.answers(
                200,
                "{\"id\":\"" + ID + "\"," + PROPAGATION + ",\"detail\":[],\"firstRecord\":{"
                        + PROPAGATION.replace("00:00:00Z", "00:00:07Z") + "}}");

        PropagationReply first = Objects.requireNonNull(client.propagation(ID).firstRecord());

        assertThat(first.appendedAt()).isEqualTo(Instant.parse("2026-01-01T00:00:07Z"));
        assertThat(first.applied()).isEqualTo(2);
    }

    @Test
    void fleetIsRead() throws Exception {
        publisher.answers(200, """
                {"at":"2026-01-01T00:00:00Z","available":false,"unavailable":"no broker","states":{"applying":1},\
                "instances":[{"service":"pay","instance":"pay-1","state":"applying",\
                "reportedAt":"2026-01-01T00:00:00Z","ageMillis":210,"host":"h1","version":"0.1.0","entries":17,\
                "applied":{"0":{"next":5,"last":4}},"conflict":true}],"digestMismatches":[{"first":{},"other":{}}]}""");

        FleetReply fleet = client.fleet();

        assertThat(fleet.unavailable()).isEqualTo("no broker");
        assertThat(fleet.digestMismatches()).isEqualTo(1);
        assertThat(fleet.instances())
                .containsExactly(new FleetReply.Instance(
                        "pay",
                        "pay-1",
                        "applying",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Duration.ofMillis(210),
                        "h1",
                        "0.1.0",
                        17L,
                        true));
    }

    @Test
    void fleetWithoutEntriesIsReadByALimitedCaller() throws Exception {
        publisher.answers(200, """
                {"at":"2026-01-01T00:00:00Z","available":true,"states":{"applying":1},\
                "instances":[{"service":"pay","instance":"pay-1","state":"applying",\
                "reportedAt":"2026-01-01T00:00:00Z","host":"h1","version":"0.1.0","conflict":false}],\
                "digestMismatches":[]}""");

        assertThat(client.fleet().instances())
                .singleElement()
                .extracting(FleetReply.Instance::entries)
                .isNull();
    }

    @Test
    void answerThatLacksSomethingConfirmsNothing() {
        publisher.answers(200, "{\"at\":\"2026-01-01T00:00:00Z\",\"instances\":[{\"service\":\"pay\"}]}");
        publisher.answers(200, "{\"at\":\"yesterday\",\"instances\":[]}");

        assertThatThrownBy(client::fleet).isInstanceOf(RevocationUnconfirmedException.class);
        assertThatThrownBy(client::fleet).isInstanceOf(RevocationUnconfirmedException.class);
    }

    @Test
    void waitsHaveALimit() {
        assertThatThrownBy(() -> PropagationWait.all(Duration.ofSeconds(31)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from 1 ms to 30 s");
        assertThatThrownBy(() -> PropagationWait.service("pay", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
