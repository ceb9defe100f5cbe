package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** Instances that report to the status topic of a publisher and read another topic than it. */
class OtherTopicTest {
    private static final String TOPIC = "topic-1";
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Receipt RECEIPT = new Receipt(TOPIC, 0, 95);

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final OwnPosition own = new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 100L)));
    private final KnownFleet fleet = new KnownFleet(own, () -> now, Duration.ofMinutes(15));
    private final SimulatedInstance pay =
            new SimulatedInstance("pay", "pay-1", TOPIC).reading(OwnPosition.TOPIC, PERIOD);
    private final SimulatedInstance other =
            new SimulatedInstance("pay", "pay-2", "topic-9").reading("revocast.staging", PERIOD);

    @BeforeEach
    void reportsAreRead() {
        fleet.unavailable(null);
    }

    private void fold(InstanceReport report) {
        fleet.fold(report, now);
    }

    private InstanceState state(SimulatedInstance of) {
        return fleet.view().instances().stream()
                .filter(each -> each.report().id().equals(of.id()))
                .findFirst()
                .orElseThrow()
                .state();
    }

    @Test
    void instanceOfAnotherTopicIsShownAsSuch() {
        fold(other.apply(0, 5, now).report(now));

        assertThat(state(other)).isEqualTo(InstanceState.OTHER_TOPIC);
        assertThat(fleet.view().states()).containsEntry(InstanceState.OTHER_TOPIC, 1L);
        assertThat(fleet.ignored()).containsEntry(IgnoredReport.FOREIGN_TOPIC, 1L);
        assertThat(fleet.progress().counted()).isEqualTo(1);
    }

    @Test
    void instanceThatHasNotReachedItsOtherTopicIsShownAsSuch() {
        fold(new SimulatedInstance("pay", "pay-3", null)
                .reading("revocast.staging", PERIOD)
                .report(now, "STARTING"));

        assertThat(fleet.view().states()).containsEntry(InstanceState.OTHER_TOPIC, 1L);
    }

    /** A forged report, or a topic that was renamed in a copy of the cluster. */
    @Test
    void offsetsUnderAnotherNameNeverCount() {
        SimulatedInstance forged = new SimulatedInstance("pay", "pay-3", TOPIC).reading("revocast.staging", PERIOD);
        fold(forged.apply(0, 95, now).report(now));

        assertThat(fleet.propagation(List.of(RECEIPT), now, fleet.replay()).applied())
                .isZero();
        assertThat(fleet.propagation(List.of(RECEIPT), now, fleet.replay()).stragglers())
                .extracting(InstanceProgress::state)
                .containsExactly(InstanceState.OTHER_TOPIC);
    }

    @Test
    void waitNamesItAtOnceAndIsNotComplete() throws Exception {
        fold(pay.apply(0, 95, now).report(now));
        fold(other.apply(0, 99, now).report(now));
        try (PropagationWaits waits = new PropagationWaits(fleet)) {
            AwaitedPropagation answer = waits.reserve()
                    .orElseThrow()
                    .await(List.of(RECEIPT), now, new WaitGoal.All(), Duration.ofSeconds(30))
                    .get(20, TimeUnit.SECONDS);

            assertThat(answer.complete()).isFalse();
            assertThat(answer.propagation().stragglers())
                    .extracting(InstanceProgress::id, InstanceProgress::state)
                    .containsExactly(tuple(other.id(), InstanceState.OTHER_TOPIC));
        }
    }

    @Test
    void instanceOfTheSameNameAndAnotherIdIsBehindAlsoWhenItWasNeverSeenBefore() {
        SimulatedInstance unaware = new SimulatedInstance("pay", "pay-3", "topic-0").reading(OwnPosition.TOPIC, PERIOD);
        fold(unaware.apply(0, 99, now).report(now));

        assertThat(state(unaware)).isEqualTo(InstanceState.BEHIND);
        assertThat(fleet.propagation(List.of(RECEIPT), now, fleet.replay()).isComplete())
                .isFalse();
    }

    @Test
    void releaseThatDoesNotNameItsTopicIsOfAnotherWhenItNeverReadThisOne() {
        SimulatedInstance old = new SimulatedInstance("pay", "pay-3", null);
        fold(old.report(now, "STARTING"));
        assertThat(state(old)).isEqualTo(InstanceState.BEHIND);
        fold(old.onTopic("topic-9").apply(0, 5, now).report(now));

        assertThat(state(old)).isEqualTo(InstanceState.OTHER_TOPIC);
    }

    @Test
    void instanceThatIsConfiguredAnewTakesItsPlace() {
        fold(other.apply(0, 5, now).report(now));
        SimulatedInstance corrected = new SimulatedInstance("pay", "pay-2", TOPIC).reading(OwnPosition.TOPIC, PERIOD);
        fold(corrected.apply(0, 95, now).report(now));

        assertThat(state(corrected)).isEqualTo(InstanceState.APPLYING);
        assertThat(fleet.propagation(List.of(RECEIPT), null, fleet.replay()).isComplete())
                .isTrue();
    }

    @Test
    void instanceOfAnotherTopicThatEndsIsSilentOrHasLeft() {
        fold(other.apply(0, 5, now).report(now));
        now = now.plusSeconds(31);
        assertThat(state(other)).isEqualTo(InstanceState.SILENT);

        fold(other.report(now, InstanceReport.CLOSED));
        assertThat(state(other)).isEqualTo(InstanceState.LEFT);
        assertThat(fleet.present()).isEmpty();
    }
}
