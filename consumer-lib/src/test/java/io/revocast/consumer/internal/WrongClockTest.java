package io.revocast.consumer.internal;

import io.revocast.consumer.Verdict;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** A process whose wall clock was wrong when it started. */
class WrongClockTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final ScriptedKafka kafka = new ScriptedKafka();

    private static RevocationEvent revocation(Instant expiresAt) {
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token(TestToken.ISSUER, "1"), expiresAt, null),
                new Origin(UUID.randomUUID(), NOW, null, null, null));
    }

    private Verdict checkWithAClockThatIsOff(Duration off) throws InterruptedException {
        MutableClock clock = new MutableClock(NOW.plus(off));
        try (KafkaRevocationList list = new ListOptions()
                .bootstrapServers("broker:9092")
                .clock(clock)
                .nanoTime(clock.nanoTime())
                .connections(kafka.connections())
                .build()) {
            list.start();
            assertThat(list.awaitCurrent(LIMIT)).isTrue();
            return list.check(TestToken.withJti("1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2H", "PT-2H", "PT0S", "P3650D"})
    void aRevocationIsKeptThatStillMatters(Duration off) throws InterruptedException {
        kafka.appendAt(NOW, revocation(NOW.plus(Duration.ofHours(1))));

        assertThat(checkWithAClockThatIsOff(off)).isInstanceOf(Verdict.Revoked.class);
    }

    @Test
    void aRevocationIsDroppedThatIsOverByTheBrokersClock() throws InterruptedException {
        kafka.appendAt(NOW.minus(Duration.ofHours(3)), revocation(NOW.minus(Duration.ofHours(2))));
        kafka.newestAppend = NOW;

        assertThat(checkWithAClockThatIsOff(Duration.ZERO)).isEqualTo(new Verdict.NotRevoked());
        assertThat(checkWithAClockThatIsOff(Duration.ofHours(-2))).isInstanceOf(Verdict.Revoked.class);
    }
}
