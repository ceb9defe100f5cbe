package io.revocast.consumer.internal.report;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class BrokerClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final MutableClock clock = new MutableClock(START);
    private final BrokerClock broker = new BrokerClock(new ListSettings.Time(clock, clock.nanoTime()));

    /** A record goes and its answer comes; the broker's clock is ahead by so much. */
    private void exchange(Duration ahead, Duration there, Duration back) {
        long sent = clock.millis();
        clock.pass(there);
        long stamp = clock.instant().plus(ahead).toEpochMilli();
        clock.pass(back);
        broker.measured(sent, there.plus(back).toNanos(), stamp);
    }

    private ClockOffset offset() {
        return Objects.requireNonNull(broker.offset());
    }

    @Test
    void nothingIsKnownBeforeTheFirstAnswer() {
        assertThat(broker.offset()).isNull();
    }

    @Test
    void theTrueOffsetLiesWithinTheUncertaintyWhateverTheWay() {
        Random random = new Random(1);
        for (int round = 0; round < 2_000; round++) {
            Duration ahead = Duration.ofMillis(random.nextInt(40_000) - 20_000);
            BrokerClock one = new BrokerClock(new ListSettings.Time(clock, clock.nanoTime()));
            Duration there = Duration.ofMillis(random.nextInt(50));
            Duration back = Duration.ofMillis(random.nextInt(50));
            long sent = clock.millis();
            clock.pass(there);
            long stamp = clock.instant().plus(ahead).toEpochMilli();
            clock.pass(back);
            one.measured(sent, there.plus(back).toNanos(), stamp);

            ClockOffset offset = Objects.requireNonNull(one.offset());
            assertThat(offset.toBroker().minus(ahead).abs()).isLessThanOrEqualTo(offset.uncertainty());
        }
    }

    @Test
    void theMostCertainMeasurementCountsUntilItIsOld() {
        exchange(Duration.ofSeconds(20), Duration.ofMillis(1), Duration.ofMillis(1));
        exchange(Duration.ofSeconds(20), Duration.ofMillis(400), Duration.ZERO);
        assertThat(offset()).isEqualTo(new ClockOffset(Duration.ofSeconds(20), Duration.ofMillis(4)));

        clock.pass(Duration.ofMinutes(1));
        assertThat(offset()).isEqualTo(new ClockOffset(Duration.ofSeconds(20), Duration.ofMillis(64)));
        clock.pass(Duration.ofMinutes(10));
        assertThat(broker.offset()).isNull();
    }

    @Test
    void aClockThatWasSetMakesEarlierMeasurementsAsUncertain() {
        exchange(Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(1));
        clock.setWallForward(Duration.ofSeconds(5));

        assertThat(offset().uncertainty()).isGreaterThanOrEqualTo(Duration.ofSeconds(5));
        exchange(Duration.ofSeconds(-5), Duration.ofMillis(1), Duration.ofMillis(1));
        assertThat(offset()).isEqualTo(new ClockOffset(Duration.ofSeconds(-5), Duration.ofMillis(4)));
    }

    @Test
    void theTrueOffsetOfAClockThatDriftsLiesWithinTheUncertainty() {
        exchange(Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMillis(1));
        Duration ahead = Duration.ofSeconds(1);
        for (int second = 0; second < 300; second++) {
            // One percent fast, measured against the broker once in ten seconds.
            clock.pass(Duration.ofSeconds(1));
            clock.setWallForward(Duration.ofMillis(10));
            ahead = ahead.minusMillis(10);
            if (second % 10 == 9) {
                exchange(ahead, Duration.ofMillis(1), Duration.ofMillis(1));
            }

            assertThat(offset().toBroker().minus(ahead).abs()).isLessThanOrEqualTo(offset().uncertainty());
            assertThat(offset().uncertainty()).isLessThan(Duration.ofMillis(150));
        }
    }
}
