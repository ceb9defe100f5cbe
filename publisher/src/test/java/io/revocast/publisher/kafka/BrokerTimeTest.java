package io.revocast.publisher.kafka;

import io.revocast.publisher.time.TimeBounds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class BrokerTimeTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

    private Instant wall = NOW;
    private long nanos = Long.MAX_VALUE - 5;
    private final BrokerTime time = new BrokerTime(
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return wall;
                }
            },
            () -> nanos);

    private void heartbeat(int partition, Instant appended) {
        time.appended(partition, appended, nanos, nanos);
    }

    private void pass(Duration elapsed) {
        nanos += elapsed.toNanos();
        wall = wall.plus(elapsed);
    }

    @Test
    void nothingIsKnownBeforeTheFirstHeartbeat() {
        assertThat(time.bounds().isKnown()).isFalse();
        assertThat(time.bounds().earliest()).isEqualTo(Instant.EPOCH);
        assertThat(time.bounds().doubt()).contains("the brokers' time is not known");
        assertThat(time.wasKnown()).isFalse();
        assertThat(time.instant()).as("for dating only").isEqualTo(NOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT30S", "-PT30S"})
    void machineThatAgreesWithTheBrokersCounts(Duration ahead) {
        heartbeat(0, NOW.minus(ahead));
        pass(Duration.ofSeconds(3));

        assertThat(time.bounds()).isEqualTo(TimeBounds.exactly(NOW.plusSeconds(3)));
        assertThat(time.instant()).isEqualTo(NOW.plusSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({
        "PT2H,PT-2H,PT0S,7200 s ahead of the brokers'",
        "PT-2H,PT0S,PT2H,7200 s behind the brokers'",
        "PT30.001S,PT-30.001S,PT0S,30 s ahead of the brokers'"
    })
    void boundsContainBothClocksWhenTheseDiffer(Duration ahead, Duration earliest, Duration latest, String doubt) {
        heartbeat(0, NOW.minus(ahead));

        assertThat(time.bounds().isKnown()).isTrue();
        assertThat(time.bounds().isCertain()).isFalse();
        assertThat(time.bounds().earliest()).isEqualTo(NOW.plus(earliest));
        assertThat(time.bounds().latest()).isEqualTo(NOW.plus(latest));
        assertThat(time.bounds().doubt()).contains(doubt);
        assertThat(time.instant()).as("records have the brokers' time").isEqualTo(NOW.minus(ahead));
    }

    @Test
    void brokersThatDifferFromEachOtherAreAllWithinTheBounds() {
        heartbeat(0, NOW);
        heartbeat(1, NOW.minusSeconds(3600));
        heartbeat(2, NOW.plusSeconds(60));

        assertThat(time.bounds().earliest()).isEqualTo(NOW.minusSeconds(3600));
        assertThat(time.bounds().latest()).isEqualTo(NOW.plusSeconds(60));
    }

    @ParameterizedTest
    @ValueSource(longs = {-7200, 7200})
    void stepOfTheMachinesClockIsNoticedWithoutAnotherHeartbeat(long seconds) {
        heartbeat(0, NOW);
        wall = NOW.plusSeconds(seconds);

        assertThat(time.bounds().isCertain()).isFalse();
        assertThat(time.instant()).isEqualTo(NOW);

        wall = NOW;

        assertThat(time.bounds().isCertain()).isTrue();
    }

    @Test
    void heartbeatTellsTheTimeForAMinute() {
        heartbeat(0, NOW);
        pass(Duration.ofSeconds(60));
        assertThat(time.bounds().isCertain()).isTrue();

        pass(Duration.ofMillis(1));

        assertThat(time.bounds().isKnown()).isFalse();
        assertThat(time.wasKnown())
                .as("an outage does not make a publisher unready")
                .isTrue();
    }

    @Test
    void wayOfTheHeartbeatWidensWhatIsTolerated() {
        long sent = nanos;
        nanos += TimeUnit.SECONDS.toNanos(10);
        time.appended(0, NOW.minusSeconds(40), sent, nanos);

        assertThat(time.bounds().isCertain()).isTrue();
    }

    @Test
    void heartbeatThatTookLongTellsNothing() {
        long sent = nanos;
        nanos += TimeUnit.SECONDS.toNanos(10) + 1;
        time.appended(0, NOW, sent, nanos);

        assertThat(time.bounds().isKnown()).isFalse();
    }

    @Test
    void refusalOfHeartbeatsIsNamed() {
        time.refused("this publisher's principal lacks WRITE on topic t");
        assertThat(time.bounds().doubt())
                .isEqualTo("the brokers' time is not known: this publisher's principal lacks WRITE on topic t");

        heartbeat(0, NOW);
        pass(Duration.ofSeconds(61));

        assertThat(time.bounds().doubt()).doesNotContain("WRITE");
    }
}
