package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.publisher.fleet.PartitionProgress.Step;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class FleetProgressTest {
    private static final String TOPIC = "topic-1";

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final OwnPosition own = new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 1_000L, 1, 10L)));
    private final KnownFleet fleet = new KnownFleet(own, () -> now, Duration.ofMinutes(15));

    private final SimulatedInstance one = new SimulatedInstance("pay", "pay-1", TOPIC);
    private final SimulatedInstance two = new SimulatedInstance("pay", "pay-2", TOPIC);

    @BeforeEach
    void reportsAreRead() {
        fleet.unavailable(null);
    }

    private void fold(InstanceReport report) {
        fleet.fold(report, now);
    }

    private List<Step> steps(int partition) {
        return fleet.progress().partitions().stream()
                .filter(each -> each.partition() == partition)
                .findFirst()
                .orElseThrow()
                .next();
    }

    @Test
    void instancesAreCountedByOffsetGreatestFirst() {
        fold(one.apply(0, 899, now).apply(1, 4, now).report(now));
        fold(two.apply(0, 949, now).apply(1, 4, now).report(now));

        assertThat(steps(0)).containsExactly(new Step(950, 1), new Step(900, 1));
        assertThat(steps(1)).containsExactly(new Step(5, 2));
        assertThat(fleet.progress().partitions())
                .extracting(PartitionProgress::end)
                .containsExactly(1_000L, 10L);
        assertThat(fleet.progress().topicId()).isEqualTo(TOPIC);
    }

    @Test
    void instanceThatLeftIsKnownAndNotCounted() {
        fold(one.apply(0, 899, now).report(now));
        fold(two.apply(0, 899, now).report(now, "CLOSED"));

        assertThat(fleet.progress().instances()).isEqualTo(2);
        assertThat(fleet.progress().counted()).isEqualTo(1);
        assertThat(fleet.progress().states())
                .containsEntry(InstanceState.LEFT, 1)
                .containsEntry(InstanceState.STALE, 0);
        assertThat(steps(0)).containsExactly(new Step(900, 1));
    }

    @Test
    void instanceWhosePositionIsNotProvenStandsAtTheBeginning() {
        fold(one.apply(0, 899, now).report(now, "REBUILDING"));
        fold(two.report(now));

        assertThat(steps(0)).containsExactly(new Step(0, 2));
        assertThat(fleet.progress().counted()).isEqualTo(2);
    }

    @Test
    void positionsInATopicThatWasReCreatedDoNotCount() {
        fold(one.apply(0, 899, now).report(now));
        own.set(new TopicPosition("topic-2", Map.of(0, 5L)));

        assertThat(steps(0)).containsExactly(new Step(0, 1));
        assertThat(fleet.progress().topicId()).isEqualTo("topic-2");
    }

    @Test
    void twoProcessesUnderOneNameCountWithTheLowerOffset() {
        fold(one.apply(0, 899, now).apply(1, 4, now).report(now));
        SimulatedInstance twin = new SimulatedInstance("pay", "pay-1", TOPIC);
        fold(twin.apply(0, 949, now).report(now));
        fold(one.report(now));

        assertThat(steps(0)).containsExactly(new Step(900, 1));
        assertThat(steps(1)).containsExactly(new Step(0, 1));
    }

    @Test
    void logThatIsNotReachedHasNoPartitions() {
        fold(one.apply(0, 899, now).report(now));
        own.set(null);

        assertThat(fleet.progress().topicId()).isNull();
        assertThat(fleet.progress().partitions()).isEmpty();
    }

    @Test
    void reportsThatCannotBeReadAreSaidToBe() {
        fleet.unavailable("no broker answers");

        assertThat(fleet.progress().unavailable()).isEqualTo("no broker answers");
    }

    @Test
    void noInstanceIsAheadOfThePublisher() {
        fold(one.apply(0, 949, now).report(now));
        own.set(new TopicPosition(TOPIC, Map.of(0, 940L)));

        assertThat(steps(0)).containsExactly(new Step(940, 1));
    }

    @Test
    void manyOffsetsAreMergedIntoTheLeast() {
        for (int i = 0; i < 200; i++) {
            fold(new SimulatedInstance("pay", "pay-" + i, TOPIC)
                    .apply(0, 99 + i, now)
                    .report(now));
        }

        List<Step> steps = steps(0);

        assertThat(steps).hasSize(PartitionProgress.MOST_STEPS);
        assertThat(steps.get(0)).isEqualTo(new Step(299, 1));
        assertThat(steps.get(62)).isEqualTo(new Step(237, 1));
        assertThat(steps.get(63)).isEqualTo(new Step(100, 137));
        assertThat(steps.stream().mapToInt(Step::instances).sum())
                .isEqualTo(fleet.progress().counted());
    }

    /** Both come from the same reports: a page that fills its bars from the one must not contradict the other. */
    @Test
    void progressAgreesWithThePropagationOfEachReceipt() {
        fold(one.apply(0, 899, now).report(now));
        fold(two.apply(0, 949, now).report(now, "REBUILDING"));
        fold(new SimulatedInstance("pay", "pay-3", TOPIC).apply(0, 949, now).report(now));
        fold(new SimulatedInstance("pay", "pay-4", TOPIC).report(now));
        fold(new SimulatedInstance("pay", "pay-5", TOPIC)
                .reading("revocast.staging", Duration.ofSeconds(10))
                .apply(0, 949, now)
                .report(now));
        fold(new SimulatedInstance("pay", "pay-6", TOPIC)
                .readingAgain()
                .restarted()
                .apply(0, 899, now)
                .caughtUp()
                .report(now));
        List<Step> steps = steps(0);

        Map<Long, Integer> applied = new HashMap<>();
        for (long offset : new long[] {0, 898, 899, 900, 948, 949, 950, 999}) {
            applied.put(
                    offset,
                    steps.stream()
                            .filter(step -> step.offset() > offset)
                            .mapToInt(Step::instances)
                            .sum());
        }

        applied.forEach((offset, count) -> {
            PropagationView propagation =
                    fleet.propagation(List.of(new Receipt(TOPIC, 0, offset)), null, fleet.replay());
            assertThat(propagation.applied() + propagation.startedLater())
                    .as("offset " + offset)
                    .isEqualTo(count);
        });
        assertThat(applied).containsEntry(898L, 3).containsEntry(899L, 3).containsEntry(900L, 1);
    }
}
