package io.revocast.consumer.internal.store;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.settings.ListSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class ExpiryClockTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final MutableClock clock = new MutableClock(START);
    private final ExpiryClock expiry = new ExpiryClock(new ListSettings.Time(clock, clock.nanoTime()));

    @BeforeEach
    void startsWhenTheBrokersTimeIsKnown() {
        assertThat(expiry.epochSecond()).isZero();
        expiry.brokerReached(START.toEpochMilli());
        expiry.advance();
        assertThat(expiry.epochSecond()).isEqualTo(START.getEpochSecond());
    }

    private long secondsSinceStart() {
        expiry.advance();
        return expiry.epochSecond() - START.getEpochSecond();
    }

    @Test
    void followsTheTimeThatPasses() {
        clock.pass(Duration.ofSeconds(90));

        assertThat(secondsSinceStart()).isEqualTo(90);
    }

    @Test
    void aWallClockSetForwardDoesNotMakeTimePass() {
        clock.setWallForward(Duration.ofHours(2));
        clock.pass(Duration.ofSeconds(10));

        assertThat(secondsSinceStart()).isEqualTo(10);
    }

    @Test
    void aWallClockSetBackHoldsTimeUntilItHasCaughtUp() {
        clock.pass(Duration.ofMinutes(1));
        assertThat(secondsSinceStart()).isEqualTo(60);

        clock.setWallForward(Duration.ofHours(-2));
        clock.pass(Duration.ofMinutes(1));
        assertThat(secondsSinceStart()).isEqualTo(60);

        clock.pass(Duration.ofHours(2));
        assertThat(secondsSinceStart()).isEqualTo(120);
    }

    @Test
    void aWallClockThatWasAheadAtTheStartIsHeldBackByTheBroker() {
        MutableClock ahead = new MutableClock(START.plus(Duration.ofHours(2)));
        ExpiryClock held = new ExpiryClock(new ListSettings.Time(ahead, ahead.nanoTime()));

        held.brokerReached(START.toEpochMilli());
        ahead.pass(Duration.ofSeconds(30));
        held.advance();

        assertThat(held.epochSecond() - START.getEpochSecond()).isEqualTo(30);
    }

    @Test
    void aTopicThatWasSilentMakesItLateUntilTheNextRecord() {
        MutableClock now = new MutableClock(START.plus(Duration.ofHours(5)));
        ExpiryClock late = new ExpiryClock(new ListSettings.Time(now, now.nanoTime()));

        late.brokerReached(START.toEpochMilli());
        late.advance();
        assertThat(late.epochSecond()).isEqualTo(START.getEpochSecond());

        late.brokerReached(START.plus(Duration.ofHours(5)).toEpochMilli());
        late.advance();
        assertThat(late.epochSecond()).isEqualTo(START.plus(Duration.ofHours(5)).getEpochSecond());
    }

    @Test
    void aBrokerWhoseClockIsAheadDoesNotMakeTimePass() {
        expiry.brokerReached(START.plus(Duration.ofHours(2)).toEpochMilli());

        assertThat(secondsSinceStart()).isZero();
    }

    @Test
    void aForwardStepThatIsTakenBackLeavesNoTrace() {
        clock.setWallForward(Duration.ofHours(2));
        assertThat(secondsSinceStart()).isZero();

        clock.setWallForward(Duration.ofHours(-2));
        clock.pass(Duration.ofSeconds(5));
        assertThat(secondsSinceStart()).isEqualTo(5);
    }
}
