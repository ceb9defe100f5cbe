package io.revocast.consumer.internal;

import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.errors.NetworkException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** What cannot be read is never left out in silence. */
class CorruptBatchTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final KafkaRevocationList list = new ListOptions()
            .bootstrapServers("broker:9092")
            .clock(clock)
            .nanoTime(clock.nanoTime())
            .connections(kafka.connections())
            .build();

    @AfterEach
    void close() {
        list.close();
    }

    private void revoke(String jti) {
        kafka.append(new RevocationEvent.Revoked(
                new Revocation(new Target.Token(TestToken.ISSUER, jti), START.plusSeconds(3600), null),
                new Origin(UUID.randomUUID(), START, null, null, null)));
    }

    private boolean isRevoked(String jti) {
        return list.check(TestToken.withJti(jti)) instanceof Verdict.Revoked;
    }

    @Test
    void aCorruptBatchIsNamedAndNotPassedUntilAnOperatorSaysSo() throws InterruptedException {
        revoke("before");
        revoke("lost");
        revoke("after");
        kafka.corruptAt = 1;
        list.start();

        await().atMost(LIMIT).until(() -> kafka.consumersOpened.get() >= 3);
        assertThat(list.status().cause())
                .startsWith(
                        "topic revocast.revocations cannot be read on from partition 0 offset 1, as if a batch there"
                                + " were corrupt; nothing is left out by itself: repair the broker's log, or publish again what"
                                + " was lost and call skipTo");
        assertThat(list.state()).isEqualTo(State.REPLAYING);
        assertThat(isRevoked("before")).isTrue();
        assertThat(isRevoked("after")).isFalse();

        list.skipTo(0, 2);

        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        assertThat(isRevoked("after")).isTrue();
        assertThat(list.status().counters().values()).containsEntry("events.skipped", 1L);
        assertThat(list.status().cause()).isNull();
    }

    /** R9. */
    @Test
    void aBatchThatNeedsMoreMemoryThanThereIsIsNamedAndCanBeLeftOut() throws InterruptedException {
        revoke("before");
        revoke("too large");
        revoke("after");
        kafka.tooLargeAt = 1;
        list.start();

        await().atMost(LIMIT).until(() -> kafka.consumersOpened.get() >= 3);
        assertThat(list.status().cause())
                .startsWith("topic revocast.revocations cannot be read on from partition 0 offset 1, because a record"
                        + " there or soon after needs more memory than this process has; nothing is left out by"
                        + " itself: raise the heap, or"
                        + " publish again what was lost and call skipTo, since ");
        assertThat(list.status().replayThreadAlive()).isTrue();
        await().atMost(LIMIT).until(() -> list.status().counters().get("heap.exhausted") > 0);

        list.skipTo(0, 2);

        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        assertThat(isRevoked("after")).isTrue();
    }

    /** Nothing is known of the leaders that wrote what was left out. */
    @Test
    void whatWasLeftOutIsNotTakenForACutInTheLogByTheNextSession() throws InterruptedException {
        revoke("before");
        kafka.anotherLeader();
        revoke("lost");
        kafka.corruptAt = 1;
        list.start();
        await().atMost(LIMIT).until(() -> list.status().cause() != null);
        list.skipTo(0, 2);
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        int opened = kafka.consumersOpened.get();
        kafka.pollFailure.set(() -> new NetworkException("the session ends"));
        await().atMost(LIMIT).until(() -> kafka.consumersOpened.get() > opened);
        revoke("after");

        await().atMost(LIMIT).until(() -> isRevoked("after"));
    }

    @Test
    void aBatchThatTurnsCorruptWhileItIsFollowedMakesTheListStale() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        kafka.corruptAt = 0;
        revoke("lost");
        clock.pass(Duration.ofSeconds(31));

        await().atMost(LIMIT).until(() -> list.status().cause() != null);
        await().atMost(LIMIT).until(() -> kafka.consumersOpened.get() >= 3);
        assertThat(list.state()).isEqualTo(State.STALE);

        kafka.corruptAt = -1;
        await().atMost(LIMIT).until(() -> isRevoked("lost"));
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
    }

    @Test
    void anOffsetThatWasPassedChangesNothing() throws InterruptedException {
        revoke("1");
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        list.skipTo(0, 0);
        revoke("2");

        await().atMost(LIMIT).until(() -> isRevoked("2"));
        assertThat(list.status().counters().values()).containsEntry("events.skipped", 0L);
    }

    @Test
    void whereNothingIsReadNothingCanBeLeftOut() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        assertThatThrownBy(() -> list.skipTo(7, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("partition must be one that is being read: 7; these are: [0]");
        assertThatThrownBy(() -> list.skipTo(0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("offset must not be negative: -1");
    }

    @Test
    void theLastHundredRecordsWithUnreadableKeysAreKnownByPosition() throws InterruptedException {
        revoke("1");
        for (int i = 0; i < 101; i++) {
            kafka.append("noise".getBytes(StandardCharsets.UTF_8), null);
        }
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        assertThat(list.quarantined())
                .hasSize(100)
                .startsWith(new Receipt("topic-1", 0, 2))
                .endsWith(new Receipt("topic-1", 0, 101));
    }
}
