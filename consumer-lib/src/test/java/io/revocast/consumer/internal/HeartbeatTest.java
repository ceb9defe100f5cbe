package io.revocast.consumer.internal;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.Freshness;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a list makes of the publishers' heartbeats: freshness, where it was asked for, and the state of the clocks. */
class HeartbeatTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration MAX_STALENESS = Duration.ofSeconds(30);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final KafkaRevocationList probing = start(Freshness.PROBE);
    private final KafkaRevocationList listening = start(Freshness.HEARTBEAT);

    private KafkaRevocationList start(Freshness freshness) {
        KafkaRevocationList list = new ListOptions()
                .bootstrapServers("broker:9092")
                .maxStaleness(MAX_STALENESS)
                .freshness(freshness)
                .clock(clock)
                .nanoTime(clock.nanoTime())
                .connections(kafka.connections())
                .build();
        list.start();
        return list;
    }

    @AfterEach
    void close() {
        probing.close();
        listening.close();
    }

    private void beat(Instant sent) {
        long before = heartbeats();
        kafka.beat(sent, sent);
        await().atMost(LIMIT).until(() -> heartbeats() > before);
    }

    private long heartbeats() {
        return Math.min(count(probing), count(listening));
    }

    private static long count(KafkaRevocationList list) {
        return list.status().counters().get("events.heartbeats");
    }

    private void awaitReplayed() {
        await().atMost(LIMIT)
                .until(() -> probing.status().initialReplayComplete()
                        && listening.status().initialReplayComplete());
    }

    /** Time passes, slowly enough for the probes to follow. */
    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.pass(Duration.ofSeconds(1));
            await().atMost(LIMIT).until(() -> probing.state() == State.CURRENT);
        }
    }

    @Test
    void withoutAnyHeartbeatOnlyTheProbesKeepAListCurrent() {
        awaitReplayed();

        assertThat(probing.state()).isEqualTo(State.CURRENT);
        assertThat(listening.state()).isEqualTo(State.STALE);
        assertThat(listening.status().cause())
                .isEqualTo("no publisher has sent a heartbeat to every partition yet; is one running?");
    }

    @Test
    void theSilenceOfAllPublishersMakesAListStaleThatGoesByThem() {
        awaitReplayed();
        beat(START);
        await().atMost(LIMIT).until(() -> listening.state() == State.CURRENT);

        pass(MAX_STALENESS.plusSeconds(2));

        assertThat(listening.state()).isEqualTo(State.STALE);
        assertThat(listening.status().cause())
                .isEqualTo("no publisher has sent a heartbeat for 32 s; is one running, and are the clocks right?");
        assertThat(listening.check(TestToken.withJti("1")))
                .isEqualTo(new Verdict.Unknown(Verdict.Reason.STALE, FailurePolicy.DENY));
        assertThat(probing.status().heartbeatAge()).isEqualTo(Duration.ofSeconds(32));

        beat(clock.instant());
        await().atMost(LIMIT).until(() -> listening.state() == State.CURRENT);
    }

    @Test
    void aHeartbeatThatWasLongUnderWayProvesOnlyWhatWasTrueWhenItWasSent() {
        awaitReplayed();

        beat(START.minus(MAX_STALENESS).minusMillis(1));

        assertThat(listening.state()).isEqualTo(State.STALE);
    }

    @Test
    void aPublisherWhoseClockIsAheadDoesNotMakeAHeartbeatYoungerThanItsReceipt() {
        awaitReplayed();
        beat(START.plus(Duration.ofHours(2)));

        pass(MAX_STALENESS.plusSeconds(2));

        assertThat(listening.state()).isEqualTo(State.STALE);
    }

    @Test
    void heartbeatsWithoutProbesProveNothing() {
        awaitReplayed();
        beat(START);
        await().atMost(LIMIT).until(() -> listening.state() == State.CURRENT);
        kafka.answersProbes = false;

        clock.pass(MAX_STALENESS.plusSeconds(2));
        beat(clock.instant());

        assertThat(listening.state()).isEqualTo(State.STALE);
    }

    @Test
    void aClockThatIsOffIsMeasuredAndSaid() {
        awaitReplayed();
        clock.setWallForward(Duration.ofMinutes(2));
        await().atMost(LIMIT).until(() -> probing.state() == State.CURRENT);

        beat(START);

        assertThat(probing.status().clockSkew()).isEqualTo(Duration.ofMinutes(2));
        assertThat(probing.status().cause()).startsWith("this machine's clock is 120 s ahead of the broker's");

        clock.setWallForward(Duration.ofMinutes(-2));
        beat(START);
        assertThat(probing.status().clockSkew()).isZero();
        assertThat(probing.status().cause()).isNull();

        clock.setWallForward(Duration.ofMinutes(-2));
        beat(START);
        assertThat(probing.status().clockSkew()).isEqualTo(Duration.ofMinutes(-2));
        clock.setWallForward(Duration.ofMinutes(2));
        beat(START);
        assertThat(probing.status().clockSkew())
                .as("a clock that was set right")
                .isZero();
        assertThat(probing.status().cause()).isNull();
    }
}
