package io.revocast.consumer.internal.replay;

import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.KafkaRevocationList;
import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.ScriptedKafka;
import io.revocast.consumer.internal.TestToken;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a proof of freshness covers: the end of the log, and which log it is. */
class FreshnessProofTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MAX_STALENESS = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final KafkaRevocationList list =
            kafka.list(clock).maxStaleness(MAX_STALENESS).build();

    @BeforeEach
    void follow() throws InterruptedException {
        kafka.append(revocation("1"));
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    @AfterEach
    void close() {
        list.close();
    }

    private static RevocationEvent revocation(String jti) {
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token(TestToken.ISSUER, jti), START.plusSeconds(3600), null),
                new Origin(UUID.randomUUID(), START, null, null, null));
    }

    private boolean isRevoked(String jti) {
        return list.check(TestToken.withJti(jti)) instanceof Verdict.Revoked;
    }

    @Test
    void withoutAnAnswerAboutTheTopicThereIsNoProof() {
        kafka.identityHangs = true;

        // The end offsets are answered all the while.
        clock.pass(MAX_STALENESS.plusMillis(1));

        assertThat(list.state()).isEqualTo(State.STALE);
        await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> list.state() == State.STALE);

        kafka.identityHangs = false;
        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return list.state() == State.CURRENT;
        });
    }

    @Test
    void aProofIsDatedByTheEarlierQuestionHoweverLateTheAnswerAboutTheTopicComes() {
        int asked = kafka.identityQuestions.get();
        kafka.identityHangs = true;
        clock.pass(MAX_STALENESS.dividedBy(10));
        await().atMost(LIMIT).until(() -> kafka.identityQuestions.get() > asked);
        Duration age = Objects.requireNonNull(list.status().timeSinceFreshnessProof());

        kafka.answersProbes = false; // no newer question
        clock.pass(Duration.ofSeconds(10));
        kafka.answerIdentity();

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(list.status().timeSinceFreshnessProof())
                        .isLessThan(age.plusSeconds(10))
                        .isEqualTo(Duration.ofSeconds(10)));
    }

    @Test
    void theTopicIsAskedForOnlyAfterEverythingBelowTheEndWasRead() {
        kafka.deliversRecords = false;
        kafka.append(revocation("2"));
        clock.pass(MAX_STALENESS.dividedBy(10));
        await().atMost(LIMIT).until(() -> list.status().lagRecords() == 1);
        int asked = kafka.identityQuestions.get();

        await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> kafka.identityQuestions.get() == asked);

        kafka.deliversRecords = true;
        await().atMost(LIMIT).until(() -> kafka.identityQuestions.get() > asked);
        assertThat(isRevoked("2")).isTrue();
    }

    @Test
    void aQuestionAboutTheTopicThatFailsIsSaidAndAskedAgain() {
        kafka.identityFailure.set(new TimeoutException("no answer"));
        clock.pass(MAX_STALENESS.dividedBy(10));
        await().atMost(LIMIT).until(() -> list.status().cause() != null);
        assertThat(list.status().cause()).contains("answered in time which topic this is");

        kafka.identityFailure.set(null);
        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return list.status().cause() == null && list.state() == State.CURRENT;
        });
    }

    @Test
    void addedPartitionsEndTheProofs() {
        kafka.partitions = List.of(0, 1);
        kafka.deliversRecords = false;

        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return list.state() == State.REBUILDING;
        });
        assertThat(list.status().cause()).contains("given partitions");
    }

    @Test
    void silenceOfAPartitionThatTheTopicNoLongerHasDoesNotLast() {
        kafka.recreate("topic-2");
        kafka.append(revocation("2"));
        kafka.answersProbes = false;
        kafka.deliversRecords = false;
        int opened = kafka.consumersOpened.get();

        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return kafka.consumersOpened.get() > opened;
        });
        assertThat(clock.instant()).isBefore(START.plus(ReplaySession.CLIENTS_WORN_AFTER));
        kafka.answersProbes = true;
        kafka.deliversRecords = true;

        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return isRevoked("2");
        });
    }

    @Test
    void aConsumerThatWasConnectedToAnotherClusterInBetweenReadsTheLogFromItsBeginning() {
        long before = list.status().counters().get("events.applied.revoke");
        kafka.clusters.forEach(cluster -> cluster.onUpdate(new ClusterResource("cluster-2")));
        kafka.clusters.forEach(cluster -> cluster.onUpdate(new ClusterResource("cluster-1")));

        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return list.status().counters().get("events.applied.revoke") > before;
        });
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
    }

    @Test
    void recordsOfAnotherClusterAreNotAppliedAtAPositionInThisLog() {
        kafka.deliversRecords = false;
        Target first = new Target.Token(TestToken.ISSUER, "1");
        Origin origin = new Origin(UUID.randomUUID(), START, null, null, null);
        kafka.append(new RevocationEvent.Reinstated(first, origin, null, Map.of(), null));
        kafka.append(revocation("2"));
        kafka.clusters.forEach(cluster -> cluster.onUpdate(new ClusterResource("cluster-2")));
        kafka.clusters.forEach(cluster -> cluster.onUpdate(new ClusterResource("cluster-1")));

        kafka.deliversRecords = true;
        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return isRevoked("2");
        });

        assertThat(isRevoked("1")).isTrue();
    }

    @Test
    void aConsumerOnAnotherClusterThanTheOneThatDescribesTheTopicIsNeverCurrent() {
        kafka.connectedTo = "cluster-2";
        kafka.clusters.forEach(cluster -> cluster.onUpdate(new ClusterResource("cluster-2")));

        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(1));
            return list.state() == State.REBUILDING;
        });
        await().during(Duration.ofMillis(500)).atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofMillis(100));
            return list.state() != State.CURRENT;
        });

        kafka.connectedTo = "cluster-1";
        await().atMost(LIMIT).until(() -> list.state() == State.CURRENT);
    }
}
