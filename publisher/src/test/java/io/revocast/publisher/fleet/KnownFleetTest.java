package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.publisher.fleet.AppliedTime.Precision;
import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class KnownFleetTest {
    private static final String TOPIC = "topic-1";
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private Instant now = START;
    private final OwnPosition own = new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 100L)));
    private final KnownFleet fleet = new KnownFleet(own, () -> now, Duration.ofMinutes(15));

    private final SimulatedInstance pay = new SimulatedInstance("pay", "pay-1", TOPIC);

    @BeforeEach
    void reportsAreRead() {
        fleet.unavailable(null);
    }

    private static Receipt receipt(long offset) {
        return new Receipt(TOPIC, 0, offset);
    }

    private void fold(InstanceReport report) {
        fleet.fold(report, now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private InstanceView only() {
        FleetView view = fleet.view();
        assertThat(view.instances()).hasSize(1);
        return view.instances().get(0);
    }

    private InstanceProgress progress(long offset, Instant appendedAt) {
        PropagationView propagation = fleet.propagation(List.of(receipt(offset)), appendedAt, fleet.replay());
        assertThat(propagation.instances()).hasSize(1);
        return propagation.instances().get(0);
    }

    private long ignored(IgnoredReport why) {
        return fleet.ignored().getOrDefault(why, -1L);
    }

    @Test
    void instanceThatHasAppliedEverythingIsApplying() {
        fold(pay.apply(0, 90, now).report(now));

        assertThat(only().state()).isEqualTo(InstanceState.APPLYING);
        assertThat(only().isConflict()).isFalse();
        assertThat(fleet.view().states()).containsEntry(InstanceState.APPLYING, 1L);
    }

    @Test
    void instanceWithoutAReportIsNeverSeen() throws Exception {
        List<SimulatedInstance> started = IntStream.range(0, 5_000)
                .mapToObj(number -> new SimulatedInstance("pay", "i-" + number, TOPIC).apply(0, 90, now))
                .toList();
        AtomicInteger next = new AtomicInteger();
        FutureTask<Void> looking = new FutureTask<>(() -> {
            for (int i = next.get(); i < started.size(); i = next.get()) {
                fleet.isReporting(started.get(i).id());
            }
            return null;
        });
        new Thread(looking, "test-reader").start();
        for (SimulatedInstance each : started) {
            fold(each.report(now));
            next.incrementAndGet();
        }

        assertThat(looking).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void instanceThatLacksAnEventForLongIsBehind() {
        fold(pay.apply(0, 90, now).report(now));
        fleet.learn(receipt(95), now);

        assertThat(only().state()).as("under way").isEqualTo(InstanceState.APPLYING);
        pass(Duration.ofSeconds(3));
        assertThat(only().state()).isEqualTo(InstanceState.BEHIND);

        fold(pay.apply(0, 95, now).report(now));
        assertThat(only().state()).isEqualTo(InstanceState.APPLYING);
    }

    @Test
    void instanceThatFallsBehindASteadyStreamIsBehind() {
        fold(pay.apply(0, 10, now).report(now));
        for (int offset = 11; offset < 90; offset++) {
            pass(Duration.ofMillis(100));
            fleet.learn(receipt(offset), now);
        }

        assertThat(only().state()).isEqualTo(InstanceState.BEHIND);
    }

    @Test
    void instanceThatReplaysIsBehindAndOneThatIsNotCurrentIsStale() {
        fold(pay.apply(0, 90, now).report(now, "REPLAYING"));
        assertThat(only().state()).isEqualTo(InstanceState.BEHIND);

        fold(pay.report(now, "STALE"));
        assertThat(only().state()).isEqualTo(InstanceState.STALE);
    }

    @Test
    void killedInstanceIsSilentThenGoneAndNeverApplied() {
        fold(pay.apply(0, 90, now).report(now));
        pass(Duration.ofSeconds(31));

        assertThat(only().state()).isEqualTo(InstanceState.SILENT);
        assertThat(progress(95, now).outcome()).isEqualTo(Outcome.PENDING);

        pass(Duration.ofMinutes(15));
        fleet.forget();
        assertThat(fleet.view().instances()).isEmpty();
        assertThat(fleet.propagation(List.of(receipt(95)), now, fleet.replay()).isComplete())
                .isFalse();
    }

    @Test
    void closedInstanceHasLeftAndIsNotWaitedFor() {
        fold(pay.apply(0, 90, now).report(now));
        fold(pay.report(now, InstanceReport.CLOSED));
        pass(Duration.ofMinutes(1));

        assertThat(only().state()).isEqualTo(InstanceState.LEFT);
        assertThat(fleet.present()).isEmpty();
        assertThat(fleet.propagation(List.of(receipt(95)), now, fleet.replay()).instances())
                .isEmpty();
        assertThat(progress(90, START).outcome()).as("before it left").isEqualTo(Outcome.APPLIED);
    }

    @Test
    void timeOfTheLastEventIsExact() {
        fold(pay.apply(0, 90, now).report(now));
        pass(Duration.ofSeconds(1));
        Instant appended = now;
        pass(Duration.ofMillis(41));
        fold(pay.apply(0, 95, now).report(now));

        InstanceProgress progress = progress(95, appended);

        assertThat(progress.time()).isEqualTo(new AppliedTime(Precision.EXACT, now, Duration.ofMillis(3)));
        assertThat(progress.took()).isEqualTo(Duration.ofMillis(41));
    }

    @Test
    void timeBetweenTwoReportsIsNoLaterThanTheSecond() {
        fold(pay.apply(0, 90, now).report(now));
        pass(Duration.ofMillis(200));
        fold(pay.apply(0, 95, now).report(now));

        assertThat(progress(93, START).time())
                .isEqualTo(new AppliedTime(Precision.NO_LATER_THAN, now, Duration.ofMillis(3)));
    }

    @Test
    void timeBeforeTheFirstReportIsUnknown() {
        SimulatedInstance old = pay;
        old.report(now);
        fold(old.apply(0, 95, now).report(now));

        PropagationView propagation = fleet.propagation(List.of(receipt(93)), START, fleet.replay());

        assertThat(propagation.instances().get(0).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(propagation.instances().get(0).time()).isEqualTo(AppliedTime.UNKNOWN);
        assertThat(propagation.unknown()).isEqualTo(1);
        assertThat(propagation.isComplete()).isTrue();
        assertThat(propagation.quantile(1)).isEmpty();
    }

    @Test
    void heartbeatsDoNotChangeTheTimeOfAnEvent() {
        fold(pay.apply(0, 89, now).caughtUp().report(now));
        fold(pay.apply(0, 90, now).report(now));
        pass(Duration.ofSeconds(10));
        fold(pay.pass(0, 94).report(now));

        assertThat(progress(90, START).time()).isEqualTo(new AppliedTime(Precision.EXACT, START, Duration.ofMillis(3)));
    }

    @Test
    void oldestMovesAreForgottenAndThenUnknown() {
        own.set(new TopicPosition(TOPIC, Map.of(0, 10_000L)));
        fold(pay.apply(0, 1, now).report(now));
        for (int offset = 2; offset < AppliedHistory.KEPT + 20; offset++) {
            pass(Duration.ofMillis(200));
            fold(pay.apply(0, offset, now).report(now));
        }

        assertThat(progress(5, START).time()).isEqualTo(AppliedTime.UNKNOWN);
        assertThat(progress(AppliedHistory.KEPT, START).time())
                .extracting(AppliedTime::precision)
                .isEqualTo(Precision.EXACT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT20S", "-PT20S", "PT0S"})
    void clocksThatDifferAreCompared(Duration ahead) {
        pay.clockAhead(ahead);
        fold(pay.apply(0, 90, now).report(now));
        Instant appended = now;
        pass(Duration.ofMillis(15));
        fold(pay.apply(0, 95, now).report(now));

        assertThat(progress(95, appended).took()).isEqualTo(Duration.ofMillis(15));
        assertThat(ignored(IgnoredReport.FUTURE_DATED) + ignored(IgnoredReport.STALE))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT20S", "-PT20S"})
    void clockThatWasNotComparedBoundsTheTimeByTheReport(Duration ahead) {
        pay.clockAhead(ahead).unmeasured();
        fold(pay.apply(0, 90, now).report(now));
        Instant applied = now.plusMillis(10);
        pass(Duration.ofMillis(60));
        fold(pay.apply(0, 95, applied).report(now));

        assertThat(progress(95, START).time()).isEqualTo(new AppliedTime(Precision.NO_LATER_THAN, now, Duration.ZERO));
    }

    @Test
    void timeThatCannotBeIsBoundedByTheReport() {
        fold(pay.apply(0, 90, now).report(now));
        fold(pay.apply(0, 95, now.plusSeconds(60)).report(now));

        assertThat(progress(95, START).time()).isEqualTo(new AppliedTime(Precision.NO_LATER_THAN, now, Duration.ZERO));
    }

    @Test
    void reportAheadOfTheOwnListWaitsForIt() {
        fold(pay.apply(0, 104, now).report(now));

        assertThat(fleet.view().instances()).isEmpty();
        assertThat(fleet.recheck()).isTrue();

        own.set(new TopicPosition(TOPIC, Map.of(0, 105L)));
        assertThat(fleet.recheck()).isFalse();
        assertThat(progress(104, now).outcome()).isEqualTo(Outcome.APPLIED);
        assertThat(ignored(IgnoredReport.PAST_END)).isZero();
    }

    @Test
    void reportOfAnOffsetThatTheLogDoesNotHaveIsIgnored() {
        fold(pay.apply(0, 90, now).report(now));
        fold(pay.apply(0, 5_000, now).report(now));
        pass(Duration.ofSeconds(6));

        own.current(false);
        assertThat(fleet.recheck())
                .as("nothing is decided by a list that is not current")
                .isTrue();
        own.current(true);
        assertThat(fleet.recheck()).isFalse();
        assertThat(ignored(IgnoredReport.PAST_END)).isEqualTo(1);
        assertThat(progress(95, now).outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void laterReportsOfAnInstanceWaitBehindAnUndecidedOne() {
        fold(pay.apply(0, 104, now).report(now));
        fold(pay.report(now, InstanceReport.CLOSED));
        own.set(new TopicPosition(TOPIC, Map.of(0, 105L)));
        fleet.recheck();

        assertThat(only().state()).isEqualTo(InstanceState.LEFT);
        assertThat(ignored(IgnoredReport.STALE)).isZero();
    }

    @Test
    void instanceThatHasNotFoundTheReCreatedTopicIsBehind() {
        fold(pay.apply(0, 90, now).report(now));
        own.set(new TopicPosition("topic-2", Map.of(0, 10L)));
        pass(Duration.ofSeconds(1));
        fold(pay.report(now));

        assertThat(only().state()).isEqualTo(InstanceState.BEHIND);
        assertThat(fleet.propagation(List.of(new Receipt("topic-2", 0, 5)), now, fleet.replay())
                        .applied())
                .isZero();

        pay.onTopic("topic-2").apply(0, 5, now).pass(0, 10);
        fold(pay.report(now));
        assertThat(only().state()).isEqualTo(InstanceState.APPLYING);
        assertThat(fleet.propagation(List.of(new Receipt("topic-2", 0, 5)), now, fleet.replay())
                        .applied())
                .isEqualTo(1);
    }

    @Test
    void overtakenReportIsStale() {
        InstanceReport first = pay.apply(0, 90, now).report(now);
        fold(pay.apply(0, 95, now).report(now));
        fold(first);

        assertThat(ignored(IgnoredReport.STALE)).isEqualTo(1);
        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.APPLIED);
    }

    @Test
    void reportThatWasComposedFarFromItsAppendIsIgnored() {
        fold(pay.apply(0, 90, now).report(now.plusSeconds(301)));
        fold(pay.report(now.minusSeconds(301)));

        assertThat(ignored(IgnoredReport.FUTURE_DATED)).isEqualTo(1);
        assertThat(ignored(IgnoredReport.STALE)).isEqualTo(1);
        assertThat(fleet.view().instances()).isEmpty();
    }

    @Test
    void restartedInstanceTakesThePlaceOfItsPredecessor() {
        fold(pay.apply(0, 95, now).report(now));
        fold(pay.restarted().apply(0, 40, now).report(now, "REPLAYING"));

        assertThat(only().isConflict()).isFalse();
        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.PENDING);
    }

    @Test
    void instanceThatStartedAfterTheAppendDoesNotCount() {
        Instant appended = now;
        pass(Duration.ofMinutes(1));
        fold(pay.apply(0, 95, now).report(now));

        assertThat(progress(90, appended).outcome()).isEqualTo(Outcome.STARTED_LATER);
        PropagationView propagation = fleet.propagation(List.of(receipt(90)), appended, fleet.replay());
        assertThat(propagation.count()).isZero();
        assertThat(propagation.startedLater()).isEqualTo(1);
        assertThat(propagation.isComplete()).isTrue();

        fold(pay.report(now, InstanceReport.CLOSED));
        assertThat(fleet.propagation(List.of(receipt(90)), appended, fleet.replay())
                        .isComplete())
                .as("it enforces nothing any more")
                .isFalse();
    }

    @Test
    void twoProcessesUnderOneIdAreAConflictAndBothMustApply() {
        SimulatedInstance twin = new SimulatedInstance("pay", "pay-1", TOPIC);
        fold(pay.apply(0, 90, now).report(now));
        fold(twin.apply(0, 90, now).report(now));
        fold(pay.apply(0, 95, now).report(now));

        assertThat(only().isConflict()).isTrue();
        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.PENDING);

        fold(twin.apply(0, 95, now).report(now));
        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.APPLIED);

        pass(Duration.ofSeconds(31));
        fold(twin.apply(0, 97, now).report(now));
        assertThat(only().isConflict()).as("the other one does not report").isFalse();
        assertThat(only().state()).as("it may still run").isEqualTo(InstanceState.SILENT);
        assertThat(progress(97, START).outcome()).isEqualTo(Outcome.PENDING);

        pass(Duration.ofMinutes(15));
        fold(twin.report(now));
        fleet.forget();
        assertThat(progress(97, START).outcome()).as("it is forgotten").isEqualTo(Outcome.APPLIED);
    }

    @Test
    void instanceIsPendingWhileMoreProcessesUseItsIdThanAreTold() {
        List<SimulatedInstance> twins = Stream.generate(() -> new SimulatedInstance("pay", "pay-1", TOPIC))
                .limit(20)
                .toList();
        twins.forEach(twin -> fold(twin.apply(0, 90, now).report(now)));
        twins.forEach(twin -> fold(twin.report(now)));
        SimulatedInstance only = twins.get(7);

        fold(only.apply(0, 95, now).report(now));

        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.PENDING);
    }

    /** It passes records without keeping them. */
    @Test
    void listWithoutRoomHasNotApplied() {
        fold(pay.apply(0, 95, now).report(now, "REBUILDING"));

        assertThat(progress(95, START).outcome()).isEqualTo(Outcome.PENDING);
        assertThat(only().state()).isEqualTo(InstanceState.BEHIND);
    }

    @Test
    void digestsThatDifferAtEqualPositionsAreNamed() {
        SimulatedInstance liar = new SimulatedInstance("pay", "pay-2", TOPIC);
        fold(pay.digest(1).apply(0, 90, now).report(now));
        fold(liar.digest(1).apply(0, 90, now).report(now));
        fold(liar.digest(2).apply(0, 91, now).report(now));
        assertThat(fleet.view().mismatches()).isEmpty();

        fold(pay.apply(0, 91, now).report(now));

        assertThat(fleet.view().mismatches()).containsExactly(new DigestMismatch(liar.id(), pay.id(), now));
        assertThat(fleet.mismatches()).isEqualTo(1);
        pass(Duration.ofMinutes(61));
        assertThat(fleet.view().mismatches()).isEmpty();
    }

    @Test
    void maxAgeIsThatOfTheOldestProof() {
        fold(pay.apply(0, 90, now).report(now));
        pass(Duration.ofSeconds(4));
        fold(new SimulatedInstance("pay", "pay-2", TOPIC).apply(0, 90, now).report(now));

        assertThat(fleet.view().maxAge()).contains(Duration.ofMillis(4_200));
    }

    @Test
    void quantilesNameTheInstances() {
        for (int i = 1; i <= 100; i++) {
            SimulatedInstance each = new SimulatedInstance("pay", "pay-" + i, TOPIC);
            fleet.fold(each.apply(0, 90, START).report(START), START);
            Instant at = START.plusMillis(i);
            fleet.fold(each.apply(0, 95, at).report(at), at);
        }
        PropagationView propagation = fleet.propagation(List.of(receipt(95)), START, fleet.replay());

        assertThat(propagation.quantile(0).orElseThrow().id().instance()).isEqualTo("pay-1");
        assertThat(propagation.quantile(0.5).orElseThrow().took()).isEqualTo(Duration.ofMillis(50));
        assertThat(propagation.quantile(0.99).orElseThrow().took()).isEqualTo(Duration.ofMillis(99));
        assertThat(propagation.quantile(1).orElseThrow().id().instance()).isEqualTo("pay-100");
        assertThat(propagation.isComplete()).isTrue();
    }
}
