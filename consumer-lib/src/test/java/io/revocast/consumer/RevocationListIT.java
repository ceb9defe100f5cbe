package io.revocast.consumer;

import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.TestKafka;
import io.revocast.event.EventCodec;
import io.revocast.event.Origin;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.event.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static io.revocast.consumer.TestToken.ISSUER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RevocationListIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Map<String, String> configs(String topic) {
        return new TopicSettings(topic, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME).configs();
    }

    private static String newTopic(TestKafka kafka, int partitions) {
        String name = TestKafka.uniqueTopicName("revocations");
        return kafka.createTopic(name, partitions, configs(name));
    }

    private static RevocationList list(String bootstrapServers, String topic) {
        return RevocationList.builder()
                .bootstrapServers(bootstrapServers)
                .topic(topic)
                .build();
    }

    private static void revoke(TestKafka kafka, String topic, String jti) {
        Target target = new Target.Token(ISSUER, jti);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        RevocationEvent event = new RevocationEvent.Revoked(
                new Revocation(target, now.plusSeconds(600), null),
                new Origin(UUID.randomUUID(), now, null, null, null));
        kafka.append(topic, EventCodec.encodeKey(target), EventCodec.encodeValue(event));
    }

    private static boolean isRevoked(RevocationList list, String jti) {
        return list.check(TestToken.withJti(jti)) instanceof Verdict.Revoked;
    }

    @Test
    void replaysWhatWasRevokedBeforeItStartedAndFollowsWhatIsRevokedAfterwards() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        String topic = newTopic(kafka, 1);
        revoke(kafka, topic, "before");
        try (RevocationList list = list(kafka.bootstrapServers(), topic)) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            assertThat(isRevoked(list, "before")).isTrue();
            assertThat(list.check(TestToken.withJti("after"))).isEqualTo(new Verdict.NotRevoked());

            revoke(kafka, topic, "after");

            await().atMost(LIMIT).until(() -> isRevoked(list, "after"));
        }
    }

    @Test
    void everyInstanceAppliesEveryEventAndTwoTopicsInOneProcessStayApart() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        String topic = newTopic(kafka, 1);
        String otherTopic = newTopic(kafka, 1);
        revoke(kafka, topic, "1");
        try (RevocationList first = list(kafka.bootstrapServers(), topic);
                RevocationList second = list(kafka.bootstrapServers(), topic);
                RevocationList other = list(kafka.bootstrapServers(), otherTopic)) {
            for (RevocationList list : List.of(first, second, other)) {
                list.start();
                assertThat(list.awaitCurrent(LIMIT)).isTrue();
            }

            assertThat(isRevoked(first, "1")).isTrue();
            assertThat(isRevoked(second, "1")).isTrue();
            assertThat(isRevoked(other, "1")).isFalse();
        }
    }

    @Test
    void unreadableRecordsAtTheFirstMiddleAndLastOffsetDoNotKeepItFromTheEnd() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        String topic = newTopic(kafka, 1);
        byte[] noise = "\u0000not an event".getBytes(StandardCharsets.UTF_8);
        kafka.append(topic, noise, noise);
        revoke(kafka, topic, "1");
        kafka.append(topic, noise, null);
        revoke(kafka, topic, "2");
        kafka.append(topic, EventCodec.encodeKey(new Target.Token(ISSUER, "3")), noise);
        try (RevocationList list = list(kafka.bootstrapServers(), topic)) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            assertThat(IntStream.rangeClosed(1, 3)).allMatch(jti -> isRevoked(list, Integer.toString(jti)));
            assertThat(list.status().counters())
                    .containsEntry("events.ignored.malformed", 2L)
                    .containsEntry("events.applied.unreadable", 1L)
                    .containsEntry("events.applied.revoke", 2L);
            assertThat(list.status().lagRecords()).isZero();
        }
    }

    @Test
    void severalPartitionsAreReadToTheEndOfEach() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        String topic = newTopic(kafka, 3);
        revoke(kafka, topic, "in partition 0");
        try (RevocationList list = list(kafka.bootstrapServers(), topic)) {
            list.start();

            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            assertThat(isRevoked(list, "in partition 0")).isTrue();
        }
    }

    @Test
    void aTopicThatDeletesByAgeAloneIsRefusedInWords() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        String topic = kafka.createTopic(TestKafka.uniqueTopicName("plain"), 1, Map.of());
        try (RevocationList list = list(kafka.bootstrapServers(), topic)) {
            list.start();

            await().atMost(LIMIT).until(() -> list.status().cause() != null);
            assertThat(list.status().cause())
                    .startsWith("topic " + topic + " is not fit to keep revocations: "
                            + "cleanup.policy is delete; want compact,delete: ");
            assertThat(list.check(TestToken.withJti("1")).accepted()).isFalse();
        }
    }

    @Test
    void aBrokerThatAppearsLaterMakesItCurrentByItself() throws Exception {
        int port = freePort();
        String bootstrapServers = "127.0.0.1:" + port;
        try (RevocationList list = list(bootstrapServers, "revocations")) {
            list.start();
            assertThat(list.awaitCurrent(Duration.ofMillis(300))).isFalse();
            assertThat(list.check(TestToken.withJti("1")))
                    .isEqualTo(new Verdict.Unknown(Verdict.Reason.STARTING, FailurePolicy.DENY));

            try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(port).start()) {
                createTopic(kafka, "revocations");

                assertThat(list.awaitCurrent(LIMIT)).isTrue();
                assertThat(list.check(TestToken.withJti("1"))).isEqualTo(new Verdict.NotRevoked());
            }
        }
    }

    @Test
    void anOutageLeavesKnownRevocationsEnforcedAndEndsWithoutARestart() throws InterruptedException {
        try (TestKafka kafka = TestKafka.start()) {
            String topic = newTopic(kafka, 1);
            revoke(kafka, topic, "before");
            try (RevocationList list = RevocationList.builder()
                    .bootstrapServers(kafka.bootstrapServers())
                    .topic(topic)
                    .maxStaleness(Duration.ofSeconds(2))
                    .build()) {
                list.start();
                assertThat(list.awaitCurrent(LIMIT)).isTrue();

                kafka.stopBroker();
                await().atMost(LIMIT).until(() -> list.state() == State.STALE);
                assertThat(isRevoked(list, "before")).isTrue();
                assertThat(list.check(TestToken.withJti("other")))
                        .isEqualTo(new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY));
                assertThat(list.status().replayed()).isTrue();

                kafka.restartBroker();
                revoke(kafka, topic, "after");
                await().atMost(LIMIT).until(() -> list.state() == State.CURRENT && isRevoked(list, "after"));
                assertThat(isRevoked(list, "before")).isTrue();
            }
        }
    }

    @Test
    void closingIsBoundedWhileTheBrokerIsAway() throws IOException {
        RevocationList list = list("127.0.0.1:" + freePort(), "revocations");
        list.start();

        list.close();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("revocast-replay-revocations")));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void createTopic(EmbeddedKafka kafka, String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1).configs(configs(name))))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
    }
}
