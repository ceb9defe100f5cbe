package io.revocast.consumer.internal;

import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.status.LeaderEpochs;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of the thread that reads, and of what it had read. */
class ReplayThreadTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final KafkaRevocationList list = new ListOptions()
            .bootstrapServers("broker:9092")
            .clock(clock)
            .nanoTime(clock.nanoTime())
            .keepOrigins(true)
            .connections(kafka.connections())
            .build();

    private final RevocationEvent second = revocation("2");

    private static RevocationEvent revocation(String jti) {
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token(TestToken.ISSUER, jti), START.plusSeconds(3600), null),
                new Origin(UUID.randomUUID(), START, null, null, null));
    }

    @BeforeEach
    void start() throws InterruptedException {
        kafka.append(revocation("1"));
        kafka.append(second);
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    @AfterEach
    void close() {
        list.close();
    }

    @Test
    void anErrorOfTheVirtualMachineIsReportedAndReadingGoesOn() throws InterruptedException {
        kafka.inspectFailure.set(new KafkaException("no second attempt yet"));
        kafka.pollFailure.set(() -> {
            throw new OutOfMemoryError("on purpose");
        });

        await().atMost(LIMIT).until(() -> list.status().cause() != null);
        assertThat(list.status().replayThreadAlive()).isTrue();
        assertThat(list.check(TestToken.withJti("1"))).isInstanceOf(Verdict.Revoked.class);
        kafka.inspectFailure.set(null);
        kafka.append(revocation("3"));

        await().atMost(LIMIT).until(() -> list.check(TestToken.withJti("3")) instanceof Verdict.Revoked);
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    @Test
    void anInterruptWhileItWaitsForABrokerDoesNotEndTheReplay() throws InterruptedException {
        kafka.inspectFailure.set(new TimeoutException("no broker"));
        kafka.pollFailure.set(() -> new TimeoutException("no broker"));
        await().atMost(LIMIT).until(() -> list.status().counters().get("reconnects") >= 2);

        for (int i = 0; i < 100; i++) {
            replayThread().interrupt();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> !replayThread().isInterrupted());
        }
        kafka.inspectFailure.set(null);
        kafka.append(revocation("3"));

        await().atMost(LIMIT).until(() -> list.check(TestToken.withJti("3")) instanceof Verdict.Revoked);
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    private Thread replayThread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("revocast-replay-" + ScriptedKafka.TOPIC))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anyOtherErrorIsFollowedByAnotherAttempt() throws InterruptedException {
        int before = kafka.consumersOpened.get();

        kafka.pollFailure.set(() -> {
            throw new NoClassDefFoundError("on purpose");
        });

        await().atMost(LIMIT).until(() -> kafka.consumersOpened.get() > before);
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        assertThat(list.status().replayThreadAlive()).isTrue();
    }

    @Test
    void aThreadThatDoesNotComeRoundIsNotAlive() {
        kafka.pollFailure.set(() -> {
            clock.pass(Duration.ofMinutes(3));
            assertThat(list.status().replayThreadAlive()).isFalse();
            return new KafkaException("after a long wait");
        });

        await().atMost(LIMIT).until(() -> list.status().counters().get("reconnects") > 0);
        await().atMost(LIMIT).until(() -> list.status().replayThreadAlive());
    }

    @Test
    void whatAnotherLogNoLongerTellsIsMarkedForThePublisherToAppendAgain() {
        kafka.recreate("topic-2");
        kafka.append(second);
        kafka.pollFailure.set(() -> new UnknownTopicOrPartitionException("gone"));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.live())
                        .hasSize(2)
                        .filteredOn(LiveRevocation::overwritten)
                        .extracting(live -> live.revocation().target())
                        .containsExactly(new Target.Token(TestToken.ISSUER, "1")));
    }

    /** The client tells it where it first has the broker's answer: in a poll, or when it is asked for a position. */
    @Test
    void aLogThatLostItsEndAndGrewAgainIsReadFromItsBeginningWhereverTheClientNoticesIt() {
        kafka.truncate(0);
        kafka.append(revocation("3"));
        kafka.append(revocation("4"));
        TopicPartition partition = new TopicPartition(ScriptedKafka.TOPIC, 0);
        kafka.positionFailure.set(new LogTruncationException(Map.of(partition, 2L), Map.of()));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.live())
                        .extracting(live -> live.revocation().target())
                        .contains(new Target.Token(TestToken.ISSUER, "3"), new Target.Token(TestToken.ISSUER, "4")));
    }

    @Test
    void aLogThatLostItsEndAndGrewAgainBetweenTwoSessionsIsReadFromItsBeginning() {
        kafka.inspectFailure.set(new KafkaException("nobody answers"));
        kafka.pollFailure.set(() -> new KafkaException("the session ends"));
        await().atMost(LIMIT).until(() -> kafka.pollFailure.get() == null);
        kafka.truncate(0);
        kafka.append(revocation("3"));
        kafka.append(revocation("4"));
        kafka.append(revocation("5"));
        kafka.inspectFailure.set(null);

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.live())
                        .extracting(live -> live.revocation().target())
                        .contains(new Target.Token(TestToken.ISSUER, "3"), new Target.Token(TestToken.ISSUER, "4")));
    }

    @Test
    void positionSaysOfWhichLeadersTheRecordsAre() {
        kafka.anotherLeader();
        kafka.append(revocation("3"));
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.position())
                        .contains(new TopicPosition(
                                "topic-1",
                                Map.of(0, 3L),
                                Map.of(0, LeaderEpochs.NONE.with(0, 0).with(1, 2)),
                                1)));

        kafka.truncate(1);
        kafka.append(revocation("4"));
        TopicPartition partition = new TopicPartition(ScriptedKafka.TOPIC, 0);
        kafka.positionFailure.set(new LogTruncationException(Map.of(partition, 3L), Map.of()));

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.position())
                        .contains(new TopicPosition(
                                "topic-1",
                                Map.of(0, 2L),
                                Map.of(0, LeaderEpochs.NONE.with(0, 0).with(2, 1)),
                                2)));
    }
}
