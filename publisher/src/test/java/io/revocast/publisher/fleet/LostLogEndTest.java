package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.status.LeaderEpochs;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.publisher.fleet.AppliedTime.Precision;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A log that loses its end gives the offsets of lost records to others. The leader of epoch 3 wrote offsets 0 to 99. Then the
 * log lost those from 60, and the leader of epoch 4 writes on.
 */
class LostLogEndTest {
    private static final String TOPIC = "topic-1";
    private static final LeaderEpochs BEFORE = LeaderEpochs.NONE.with(3, 0);
    private static final LeaderEpochs AFTER = BEFORE.with(4, 60);

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final OwnPosition own = new OwnPosition(position(100, BEFORE, 1));
    private final KnownFleet fleet = new KnownFleet(own, () -> now, Duration.ofMinutes(15));
    private final SimulatedInstance pay = new SimulatedInstance("pay", "pay-1", TOPIC).readingAgain();

    LostLogEndTest() {
        fleet.unavailable(null);
        pay.restarted().apply(0, 40, now).epoch(0, 3).caughtUp();
        report();
        pay.apply(0, 99, now);
        report();
    }

    private static TopicPosition position(long next, LeaderEpochs epochs, int replay) {
        return new TopicPosition(TOPIC, Map.of(0, next), Map.of(0, epochs), replay);
    }

    private void report() {
        fleet.fold(pay.report(now), now);
    }

    private void logLosesItsEnd(long next) {
        now = now.plusSeconds(5);
        own.set(position(next, AFTER, 2));
    }

    private InstanceProgress progress(long offset) {
        return fleet.propagation(List.of(new Receipt(TOPIC, 0, offset)), now, fleet.replay())
                .instances()
                .get(0);
    }

    private boolean isApplied(long offset) {
        return progress(offset).outcome() == InstanceProgress.Outcome.APPLIED;
    }

    @Test
    void instanceThatIsCutOffHasNotAppliedWhatTookThePlaceOfLostRecords() {
        assertThat(isApplied(70)).isTrue();
        logLosesItsEnd(80);
        assertThat(isApplied(70)).isFalse();
        assertThat(isApplied(59)).isTrue();

        report();
        assertThat(fleet.recheck()).as("the report can be judged").isFalse();
        assertThat(isApplied(70)).as("it reports the same again").isFalse();
        own.set(position(200, AFTER, 2));
        report();
        assertThat(isApplied(70)).as("the log has grown past its position").isFalse();
        assertThat(isApplied(59)).isTrue();
    }

    /** The publisher has appended offset 70 again, and has read the log again up to 50. */
    @Test
    void reportFromBeforeTheLossProvesNothingBeyondWhatThePublisherHasReadAgain() {
        now = now.plusSeconds(5);
        own.set(position(50, BEFORE, 2));

        assertThat(isApplied(70)).isFalse();
        assertThat(isApplied(49)).isTrue();
        assertThat(fleet.progress().partitions())
                .containsExactly(new PartitionProgress(0, 50, List.of(new PartitionProgress.Step(50, 1))));
    }

    @Test
    void instanceThatReadsTheLogAgainHasAppliedItSinceThen() {
        logLosesItsEnd(120);
        Instant readAgain = now;
        pay.readingAgain().apply(0, 119, readAgain).epoch(0, 4).caughtUp();
        now = now.plusSeconds(1);
        report();

        AppliedTime time = Objects.requireNonNull(progress(70).time());
        assertThat(time.at()).as("not by the report about the lost record").isNull();
        assertThat(progress(119).time()).isNotNull().satisfies(last -> {
            assertThat(last.precision()).isEqualTo(Precision.NO_LATER_THAN);
            assertThat(last.at()).isEqualTo(readAgain);
        });
    }

    @Test
    void reportOfALeaderThatThePublisherDoesNotKnowWaits() {
        pay.readingAgain().apply(0, 79, now).epoch(0, 4).caughtUp();
        report();
        assertThat(fleet.recheck()).isTrue();
        assertThat(isApplied(79)).as("by the report before").isTrue();

        logLosesItsEnd(70);
        assertThat(isApplied(65)).isFalse();
        assertThat(fleet.recheck()).isTrue();
        own.set(position(80, AFTER, 2));

        assertThat(fleet.recheck()).isFalse();
        assertThat(isApplied(79)).isTrue();
    }

    @Test
    void reportOfALeaderThatThereIsNotIsImpossible() {
        pay.epoch(0, 9);
        report();
        now = now.plus(KnownFleet.LONGEST_HOLD).plusMillis(1);

        assertThat(fleet.recheck()).isFalse();
        assertThat(fleet.ignored().get(IgnoredReport.PAST_END)).isEqualTo(1);
    }

    @Test
    void positionOfALeaderWithoutARecordProvesNothing() {
        now = now.plusSeconds(5);
        own.set(position(100, LeaderEpochs.NONE.with(2, 0).with(4, 30), 2));

        assertThat(isApplied(50)).isFalse();
    }

    /** Releases before this one do not say it; neither does a list that has just left records out. */
    @Test
    void offsetWithoutAnEpochCountsAtItsWord() {
        SimulatedInstance old = new SimulatedInstance("old", "old-1", TOPIC);
        logLosesItsEnd(120);
        fleet.fold(old.apply(0, 99, now).report(now), now);

        assertThat(fleet.hasApplied(old.id(), List.of(new Receipt(TOPIC, 0, 70)), fleet.replay()))
                .isTrue();
        assertThat(fleet.hasApplied(pay.id(), List.of(new Receipt(TOPIC, 0, 70)), fleet.replay()))
                .isFalse();
    }

    @Test
    void anotherLeaderThatLostNothingTakesNothingBack() {
        own.set(position(110, BEFORE.with(4, 100), 1));
        assertThat(isApplied(99)).isTrue();
        pay.apply(0, 105, now).epoch(0, 4);
        report();

        assertThat(progress(105).time())
                .isNotNull()
                .satisfies(time -> assertThat(time.precision()).isEqualTo(Precision.EXACT));
        assertThat(progress(41).time())
                .as("the moves before are kept")
                .isNotNull()
                .satisfies(time -> assertThat(time.precision()).isEqualTo(Precision.NO_LATER_THAN));
    }

    @Test
    void instanceThatHasTheLostRecordsIsBehind() {
        logLosesItsEnd(80);
        report();

        assertThat(fleet.view().instances().get(0).state()).isEqualTo(InstanceState.BEHIND);
        assertThat(fleet.progress().partitions())
                .containsExactly(new PartitionProgress(0, 80, List.of(new PartitionProgress.Step(60, 1))));

        pay.readingAgain().apply(0, 79, now).epoch(0, 4).caughtUp();
        report();
        assertThat(fleet.view().instances().get(0).state()).isEqualTo(InstanceState.APPLYING);
    }

    @Test
    void receiptOfALostRecordIsNotThatOfItsSuccessor() {
        int before = fleet.replay();
        List<Receipt> lost = List.of(new Receipt(TOPIC, 0, 70));
        logLosesItsEnd(120);
        pay.readingAgain().apply(0, 119, now).epoch(0, 4).caughtUp();
        report();

        assertThat(fleet.propagation(lost, now, before).applied()).isZero();
        assertThat(fleet.propagation(lost, now, KnownFleet.NO_LOG).applied()).isZero();
        assertThat(fleet.propagation(lost, now, fleet.replay()).applied()).isEqualTo(1);
    }

    @Test
    void nothingIsProvenWhileThePublisherDoesNotKnowItsLog() {
        own.set(null);

        assertThat(fleet.replay()).isEqualTo(KnownFleet.NO_LOG);
        assertThat(isApplied(50)).isFalse();
    }

    @Test
    void waitEndsWhenTheLogIsReadAgain() throws Exception {
        try (PropagationWaits waits = new PropagationWaits(fleet)) {
            own.set(position(130, BEFORE, 1));
            CompletableFuture<AwaitedPropagation> wait = waits.reserve()
                    .orElseThrow()
                    .await(List.of(new Receipt(TOPIC, 0, 110)), now, new WaitGoal.All(), PropagationWaits.LONGEST);
            assertThat(wait).isNotDone();
            logLosesItsEnd(130);
            pay.readingAgain().apply(0, 129, now).epoch(0, 4).caughtUp();
            report();

            AwaitedPropagation answer = wait.get(20, TimeUnit.SECONDS);
            assertThat(answer.complete()).isFalse();
            assertThat(answer.propagation().stragglers())
                    .extracting(InstanceProgress::id)
                    .containsExactly(new InstanceId("pay", "pay-1"));
        }
    }

    @Test
    void digestsOfTwoLogsAreNotCompared() {
        pay.digest(1);
        report();
        logLosesItsEnd(120);
        SimulatedInstance other = new SimulatedInstance("pay", "pay-2", TOPIC);
        fleet.fold(other.apply(0, 99, now).epoch(0, 4).digest(2).report(now), now);
        assertThat(fleet.view().mismatches()).isEmpty();

        fleet.fold(other.epoch(0, 3).report(now), now);

        assertThat(fleet.view().mismatches()).hasSize(1);
    }
}
