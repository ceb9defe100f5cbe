package io.revocast.consumer.internal;

import io.revocast.consumer.FailurePolicy;
import io.revocast.consumer.State;
import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** A log that holds more than {@code maxEntries}: the list evicts nothing, and accepts nothing that it cannot know. */
class EntryLimitTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final MutableClock clock = new MutableClock(START);
    private final ScriptedKafka kafka = new ScriptedKafka();
    private final KafkaRevocationList list = builder().maxEntries(10).build();

    private ListOptions builder() {
        return new ListOptions()
                .bootstrapServers("broker:9092")
                .clock(clock)
                .nanoTime(clock.nanoTime())
                .connections(kafka.connections());
    }

    @AfterEach
    void close() {
        list.close();
    }

    private void revoke(String jti, Duration expiresIn) {
        Target target = new Target.Token(TestToken.ISSUER, jti);
        kafka.appendAt(
                clock.instant(),
                new RevocationEvent.Revoked(
                        new Revocation(target, START.plus(expiresIn), null),
                        new Origin(UUID.randomUUID(), START, null, null, null)));
    }

    private Verdict check(String jti) {
        return list.check(TestToken.withJti(jti));
    }

    private void startWithTwelve() {
        for (int i = 0; i < 10; i++) {
            revoke("short " + i, Duration.ofMinutes(1));
        }
        revoke("long 1", Duration.ofHours(1));
        revoke("long 2", Duration.ofHours(1));
        list.start();
        await().atMost(LIMIT).until(() -> list.status().initialReplayComplete());
    }

    @Test
    void whatIsBeyondTheLimitIsLeftOutAndNothingUnknownIsAccepted() {
        startWithTwelve();

        assertThat(check("short 9")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("long 1")).isEqualTo(new Verdict.Unknown(Verdict.Reason.OVER_LIMIT, FailurePolicy.DENY));
        assertThat(list.state()).isEqualTo(State.REBUILDING);
        assertThat(list.status().entries()).isEqualTo(10);
        assertThat(list.status().counters().values()).containsEntry("events.dropped.over_limit", 2L);
        assertThat(list.status().cause()).startsWith("the log holds more revocations than maxEntries allows: 10");
    }

    @Test
    void aRevocationThatIsHeldAlreadyIsExtendedAtTheLimit() {
        startWithTwelve();

        revoke("short 0", Duration.ofHours(1));

        await().atMost(LIMIT)
                .until(() -> check("short 0") instanceof Verdict.Revoked revoked
                        && revoked.revocation().expiresAt().equals(START.plus(Duration.ofHours(1))));
    }

    @Test
    void whatWasLeftOutIsReadWhenThereIsRoom() {
        startWithTwelve();

        await().atMost(LIMIT).until(() -> {
            clock.pass(Duration.ofSeconds(10));
            return list.state() == State.CURRENT;
        });

        assertThat(check("long 1")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("long 2")).isInstanceOf(Verdict.Revoked.class);
        assertThat(check("other")).isEqualTo(new Verdict.NotRevoked());
        assertThat(list.status().cause()).isNull();
    }

    /** R16: Caffeine removes a thousand at a time. */
    @Test
    void theLimitIsNoLongerExceededSecondsAfterTheLastEntryEnded() throws InterruptedException {
        try (KafkaRevocationList large = builder().maxEntries(12_000).build()) {
            for (int i = 0; i < 13_000; i++) {
                revoke("jti " + i, Duration.ofMinutes(10));
            }
            large.start();
            await().atMost(LIMIT).until(() -> large.status().initialReplayComplete());
            assertThat(large.status().entries()).isEqualTo(12_000);

            clock.pass(Duration.ofMinutes(12).plusSeconds(1));
            revoke("jti 13000", Duration.ofMinutes(30));

            await().atMost(LIMIT).until(() -> large.state() == State.CURRENT);
            assertThat(large.status().entries()).isEqualTo(1);
            assertThat(clock.instant())
                    .isEqualTo(START.plus(Duration.ofMinutes(12)).plusSeconds(1));
        }
    }

    @Test
    void aLimitOfNothingIsRefused() {
        assertThatThrownBy(() -> builder().maxEntries(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxEntries must be at least 1: 0");
    }
}
