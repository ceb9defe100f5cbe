package io.revocast.consumer.internal;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.TestKafka;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static io.revocast.consumer.internal.TestToken.ISSUER;
import static io.revocast.consumer.internal.TestTopic.isRevoked;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RevocationListIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Test
    void replaysWhatWasRevokedBeforeItStartedAndFollowsWhatIsRevokedAfterwards() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        TestTopic topic = TestTopic.create(kafka, 1);
        topic.revoke("before");
        try (KafkaRevocationList list = topic.list().build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            assertThat(isRevoked(list, "before")).isTrue();
            assertThat(list.check(TestToken.withJti("after"))).isEqualTo(new Verdict.NotRevoked());

            topic.revoke("after");

            await().atMost(LIMIT).until(() -> isRevoked(list, "after"));
        }
    }

    @Test
    void everyInstanceAppliesEveryEventAndTwoTopicsInOneProcessStayApart() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        TestTopic topic = TestTopic.create(kafka, 1);
        TestTopic otherTopic = TestTopic.create(kafka, 1);
        topic.revoke("1");
        try (KafkaRevocationList first = topic.list().build();
                KafkaRevocationList second = topic.list().build();
                KafkaRevocationList other = otherTopic.list().build()) {
            for (KafkaRevocationList list : List.of(first, second, other)) {
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
        TestTopic topic = TestTopic.create(kafka, 1);
        byte[] noise = "\u0000not an event".getBytes(StandardCharsets.UTF_8);
        topic.append(noise, noise);
        topic.revoke("1");
        topic.append(noise, null);
        topic.revoke("2");
        topic.append(EventCodec.encodeKey(new Target.Token(ISSUER, "3")), noise);
        try (KafkaRevocationList list = topic.list().build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();

            assertThat(IntStream.rangeClosed(1, 3)).allMatch(jti -> isRevoked(list, Integer.toString(jti)));
            assertThat(list.status().counters().values())
                    .containsEntry("events.ignored.malformed", 2L)
                    .containsEntry("events.applied.unreadable", 1L)
                    .containsEntry("events.applied.revoke", 2L);
            assertThat(list.status().lagRecords()).isZero();
        }
    }

    @Test
    void severalPartitionsAreReadToTheEndOfEach() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        TestTopic topic = TestTopic.create(kafka, 3);
        topic.revoke("in partition 0");
        try (KafkaRevocationList list = topic.list().build()) {
            list.start();

            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            assertThat(isRevoked(list, "in partition 0")).isTrue();
        }
    }

    @Test
    void aTopicThatDeletesByAgeAloneIsRefusedInWords() throws InterruptedException {
        TestKafka kafka = TestKafka.shared();
        TestTopic topic = new TestTopic(kafka, TestKafka.uniqueTopicName("plain"));
        kafka.createTopic(topic.name(), 1, Map.of());
        try (KafkaRevocationList list = topic.list().build()) {
            list.start();

            await().atMost(LIMIT).until(() -> list.status().cause() != null);
            assertThat(list.status().cause())
                    .startsWith("topic " + topic.name() + " is not fit to keep revocations: "
                            + "cleanup.policy is delete; want compact,delete: ");
            assertThat(list.check(TestToken.withJti("1")).accepted()).isFalse();
        }
    }

    @Test
    void aBrokerThatAppearsLaterMakesItCurrentByItself() throws InterruptedException {
        int port = TestKafka.freePort();
        String bootstrapServers = "127.0.0.1:" + port;
        try (KafkaRevocationList list = new ListOptions()
                .bootstrapServers(bootstrapServers)
                .topic("revocations")
                .build()) {
            list.start();
            assertThat(list.awaitCurrent(Duration.ofMillis(300))).isFalse();
            assertThat(list.check(TestToken.withJti("1")))
                    .isEqualTo(new Verdict.Unknown(Verdict.Reason.STARTING, FailurePolicy.DENY));

            try (EmbeddedKafka kafka = EmbeddedKafka.builder().port(port).start()) {
                new TestTopic(TestKafka.at(kafka.bootstrapServers()), "revocations").createAgain(1);

                assertThat(list.awaitCurrent(LIMIT)).isTrue();
                assertThat(list.check(TestToken.withJti("1"))).isEqualTo(new Verdict.NotRevoked());
            }
        }
    }

    @Test
    void anOutageLeavesKnownRevocationsEnforcedAndEndsWithoutARestart() throws InterruptedException {
        try (TestKafka kafka = TestKafka.start()) {
            TestTopic topic = TestTopic.create(kafka, 1);
            topic.revoke("before");
            try (KafkaRevocationList list =
                    topic.list().maxStaleness(Duration.ofSeconds(2)).build()) {
                list.start();
                assertThat(list.awaitCurrent(LIMIT)).isTrue();

                kafka.stopBroker();
                await().atMost(LIMIT).until(() -> list.state() == State.STALE);
                assertThat(isRevoked(list, "before")).isTrue();
                assertThat(list.check(TestToken.withJti("other")))
                        .isEqualTo(new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY));
                assertThat(list.status().initialReplayComplete()).isTrue();

                kafka.restartBroker();
                topic.revoke("after");
                await().atMost(LIMIT).until(() -> list.state() == State.CURRENT && isRevoked(list, "after"));
                assertThat(isRevoked(list, "before")).isTrue();
            }
        }
    }

    @Test
    void closingIsBoundedWhileTheBrokerIsAway() {
        KafkaRevocationList list = new ListOptions()
                .bootstrapServers("127.0.0.1:" + TestKafka.freePort())
                .topic("revocations")
                .build();
        list.start();

        list.close();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("revocast-replay-revocations")));
    }
}
