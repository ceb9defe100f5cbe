package io.revocast.consumer.internal;

import io.revocast.consumer.Verdict;
import io.revocast.consumer.internal.replay.OverwriteListener;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A caller revokes a target while another one takes back its earlier revocation: the new revocation holds. */
class ReinstatementRaceTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Target TOKEN = new Target.Token(TestToken.ISSUER, "1");
    private static final Origin ORIGIN = new Origin(UUID.randomUUID(), START, null, null, null);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final List<LiveRevocation> overwritten = new CopyOnWriteArrayList<>();
    private final KafkaRevocationList list = kafka.list(clock)
            .keepOrigins(true)
            .listener(new OverwriteListener() {
                @Override
                public void onOverwritten(LiveRevocation revocation) {
                    overwritten.add(revocation);
                }
            })
            .build();

    @AfterEach
    void close() {
        list.close();
    }

    private long revoke() {
        return kafka.append(
                new RevocationEvent.Revoked(new Revocation(TOKEN, START.plus(Duration.ofHours(1)), null), ORIGIN));
    }

    private long reinstate(long upTo) {
        return kafka.append(new RevocationEvent.Reinstated(TOKEN, ORIGIN, upTo));
    }

    private Verdict check() {
        return list.check(TestToken.withJti("1"));
    }

    @Test
    void revocationThatTheReinstatementHadNotReadHoldsAndIsToldToPublishers() throws InterruptedException {
        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();
        long read = revoke();
        revoke();

        long offset = reinstate(read);

        assertThat(list.awaitApplied(new Receipt("topic-1", 0, offset), LIMIT)).isTrue();
        assertThat(check()).isInstanceOf(Verdict.Revoked.class);
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(overwritten)
                        .anySatisfy(live -> assertThat(live.receipt().offset()).isEqualTo(offset)));
        assertThat(list.status().counters().values()).containsEntry("events.ignored.superseded", 1L);
    }

    @Test
    void aReplaySeesTheSameAndMarksWhatTheLogNoLongerSaysInFull() throws InterruptedException {
        long read = revoke();
        revoke();
        reinstate(read);

        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        assertThat(check()).isInstanceOf(Verdict.Revoked.class);
        assertThat(list.live())
                .singleElement()
                .satisfies(live -> assertThat(live.overwritten()).isTrue());
    }

    @Test
    void reinstatementThatHadReadTheLastRevocationTakesItBack() throws InterruptedException {
        revoke();
        long read = revoke();
        reinstate(read);

        list.start();
        assertThat(list.awaitCurrent(LIMIT)).isTrue();

        assertThat(check()).isEqualTo(new Verdict.NotRevoked());
    }
}
