package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.publisher.fleet.AppliedTime.Precision;
import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Events that an instance has read in a replay: no time is claimed for what it did not apply live. */
class ReplayedEventsTest {
    private static final String TOPIC = "topic-1";
    private static final String NAME = "revocast.revocations";
    private static final Duration FORGET_AFTER = Duration.ofMinutes(15);
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private Instant now = START;
    private final KnownFleet fleet = new KnownFleet(
            new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 100L, 1, 100L))), () -> now, FORGET_AFTER);

    private final SimulatedInstance pay = new SimulatedInstance("pay", "pay-1", TOPIC);

    @BeforeEach
    void reportsAreRead() {
        fleet.unavailable(null);
    }

    private void fold(InstanceReport report) {
        fleet.fold(report, now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private InstanceProgress progress(long offset, Instant appendedAt) {
        return fleet.propagation(List.of(new Receipt(TOPIC, 0, offset)), appendedAt, fleet.replay())
                .instances()
                .get(0);
    }

    /** Compaction has removed the first reports of the run. */
    @Test
    void eventThatWasReadInTheReplayHasNoTimeAlthoughItIsTheLastOneOfAReport() {
        pass(Duration.ofHours(1));
        pay.apply(0, 95, now).caughtUp().report(now);
        fold(pay.report(now));

        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.STARTED_LATER);
        assertThat(progress(40, START).outcome()).isEqualTo(Outcome.STARTED_LATER);
    }

    @Test
    void eventBehindTheEndOfTheReplayIsExactAlsoInTheFirstReportThatIsLeft() {
        pay.apply(0, 94, now).caughtUp().report(now);
        pass(Duration.ofMillis(41));
        fold(pay.apply(0, 95, now).report(now));

        assertThat(progress(95, START).time()).isEqualTo(new AppliedTime(Precision.EXACT, now, Duration.ofMillis(3)));
        assertThat(progress(94, START).outcome()).isEqualTo(Outcome.STARTED_LATER);
    }

    @Test
    void eventOfAReplayThatRunsWasNotAppliedLive() {
        fold(pay.readingAgain().restarted().report(now, "REPLAYING"));
        pass(Duration.ofSeconds(10));
        fold(pay.apply(0, 95, now).report(now, "REPLAYING"));

        assertThat(progress(95, START.plusSeconds(5)).outcome()).isEqualTo(Outcome.STARTED_LATER);
        assertThat(progress(96, START.plusSeconds(5)).outcome()).isEqualTo(Outcome.PENDING);
    }

    /** No clock takes part: the instance ran before the append by its first report, and had not read it. */
    @Test
    void offsetsDecideWhatWasLive() {
        pay.clockAhead(Duration.ofMinutes(-4)).apply(0, 90, now).caughtUp();
        fold(pay.report(now));
        fold(pay.apply(0, 95, now).report(now));

        assertThat(progress(95, START.minusSeconds(60)).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(progress(90, START.minusSeconds(60)).outcome()).isEqualTo(Outcome.STARTED_LATER);
    }

    @Test
    void logThatWasReadAgainBoundsTheTime() {
        fold(pay.apply(0, 90, now).caughtUp().report(now));
        fold(pay.apply(0, 95, now).report(now));
        pass(Duration.ofMinutes(5));
        fold(pay.readingAgain().report(now));
        fold(pay.apply(0, 50, now).report(now));
        fold(pay.apply(0, 95, now).caughtUp().report(now));
        fold(pay.apply(0, 97, now).report(now));

        assertThat(progress(95, START).time())
                .isEqualTo(new AppliedTime(Precision.NO_LATER_THAN, now, Duration.ofMillis(3)));
        assertThat(progress(97, START).time())
                .extracting(AppliedTime::precision)
                .isEqualTo(Precision.EXACT);
    }

    @Test
    void eventsOfTwoPartitionsHaveTheTimeOfTheLiveOne() {
        pay.apply(1, 40, now).apply(0, 90, now).caughtUp();
        pass(Duration.ofMillis(20));
        fold(pay.apply(0, 95, now).report(now));

        PropagationView both =
                fleet.propagation(List.of(new Receipt(TOPIC, 1, 40), new Receipt(TOPIC, 0, 95)), START, fleet.replay());

        assertThat(both.instances().get(0).time())
                .isEqualTo(new AppliedTime(Precision.EXACT, now, Duration.ofMillis(3)));
    }

    @Test
    void twinThatStartedLaterDoesNotChangeTheTimeOfTheOther() {
        SimulatedInstance twin = new SimulatedInstance("pay", "pay-1", TOPIC);
        fold(pay.apply(0, 90, now).caughtUp().report(now));
        pass(Duration.ofMillis(12));
        Instant applied = now;
        fold(pay.apply(0, 95, now).report(now));
        pass(Duration.ofSeconds(5));
        fold(twin.apply(0, 95, now).caughtUp().report(now));
        fold(pay.report(now));

        assertThat(progress(95, START).time())
                .isEqualTo(new AppliedTime(Precision.EXACT, applied, Duration.ofMillis(3)));
    }

    @Test
    void releaseThatDoesNotSayWhatItReplayedHasABoundInTheFirstReportThatIsLeft() {
        pass(Duration.ofHours(1));
        pay.report(now);
        fold(pay.apply(0, 95, now).report(now));

        assertThat(progress(95, START).time())
                .isEqualTo(new AppliedTime(Precision.NO_LATER_THAN, now, Duration.ofMillis(3)));
    }

    @Test
    void releaseThatDoesNotSayWhatItReplayedHasABoundAfterItWasSeenToReadAgain() {
        fold(pay.apply(0, 95, now).report(now));
        pass(Duration.ofMinutes(5));
        fold(pay.apply(0, 20, now).report(now));
        fold(pay.apply(0, 95, now).report(now));
        fold(pay.apply(0, 96, now).report(now));

        assertThat(progress(95, START).time())
                .extracting(AppliedTime::precision)
                .isEqualTo(Precision.NO_LATER_THAN);
        assertThat(progress(96, START).time())
                .extracting(AppliedTime::precision)
                .isEqualTo(Precision.EXACT);
    }

    @Test
    void instanceIsKeptForItsOwnPeriodAndTheTimeToForget() {
        Duration period = FORGET_AFTER.multipliedBy(2);
        fold(pay.reading(NAME, period).apply(0, 90, now).report(now));
        pass(period);
        fleet.forget();

        assertThat(fleet.propagation(List.of(new Receipt(TOPIC, 0, 95)), now, fleet.replay())
                        .stragglers())
                .as("it still runs, and may not have applied it")
                .hasSize(1);

        pass(FORGET_AFTER.plusSeconds(1));
        fleet.forget();
        assertThat(fleet.view().instances()).isEmpty();
    }

    @Test
    void twinIsKeptForItsOwnPeriodToo() {
        SimulatedInstance twin = new SimulatedInstance("pay", "pay-1", TOPIC);
        Duration period = FORGET_AFTER.multipliedBy(2);
        fold(pay.reading(NAME, period).apply(0, 90, now).report(now));
        fold(twin.apply(0, 90, now).report(now));
        fold(pay.report(now));
        pass(period);
        fold(twin.apply(0, 95, now).report(now));
        fleet.forget();

        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.PENDING);
    }
}
