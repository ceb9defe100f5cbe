package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

class PropagationWaitsTest {
    private static final String TOPIC = "topic-1";
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Receipt RECEIPT = new Receipt(TOPIC, 0, 95);

    private volatile Instant now = Instant.parse("2026-11-29T12:00:00Z");
    /** Counts the questions that fail; null while none does. */
    private final AtomicReference<@Nullable AtomicInteger> clockFailures = new AtomicReference<>();

    private final KnownFleet fleet = new KnownFleet(
            new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 100L))), this::now, Duration.ofMinutes(15));
    private final PropagationWaits waits = new PropagationWaits(fleet);
    private final List<SimulatedInstance> instances = new ArrayList<>();

    @AfterEach
    void close() {
        waits.close();
    }

    private Instant now() {
        AtomicInteger failures = clockFailures.get();
        if (failures != null) {
            failures.incrementAndGet();
            throw new IllegalStateException("the clock fails on purpose");
        }
        return now;
    }

    private void start(int count) {
        fleet.unavailable(null);
        for (int i = 0; i < count; i++) {
            SimulatedInstance each = new SimulatedInstance(i % 2 == 0 ? "pay" : "web", "i-" + i, TOPIC);
            instances.add(each);
            fleet.fold(each.apply(0, 90, now).report(now), now);
        }
    }

    private void apply(int instance) {
        fleet.fold(instances.get(instance).apply(0, 95, now).report(now), now);
    }

    private CompletableFuture<AwaitedPropagation> await(WaitGoal goal, Duration timeout) {
        return waits.reserve().orElseThrow().await(List.of(RECEIPT), now, goal, timeout);
    }

    private static AwaitedPropagation get(CompletableFuture<AwaitedPropagation> wait) throws Exception {
        return wait.get(20, TimeUnit.SECONDS);
    }

    @Test
    void waitForAllEndsWithTheLastInstance() throws Exception {
        start(3);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        apply(0);
        apply(1);
        assertThat(wait).isNotDone();
        apply(2);

        assertThat(get(wait).complete()).isTrue();
        assertThat(get(wait).propagation().applied()).isEqualTo(3);
    }

    @Test
    void instanceThatRestartsDuringTheWaitCountsByItsNewProcess() throws Exception {
        start(2);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        apply(0);
        SimulatedInstance restarted = instances.get(0).readingAgain().restarted();
        fleet.fold(restarted.report(now, "REPLAYING"), now);
        apply(1);
        // Another wait is answered after what the report had decided.
        get(await(new WaitGoal.OfService("web"), LONG));
        get(await(new WaitGoal.OfService("web"), LONG));
        assertThat(wait).isNotDone();
        fleet.fold(restarted.apply(0, 95, now).caughtUp().report(now), now);

        assertThat(get(wait).complete()).isTrue();
        assertThat(get(wait).propagation().applied()).isEqualTo(1);
        assertThat(get(wait).propagation().startedLater()).isEqualTo(1);
    }

    @Test
    void waitIsAnsweredWhenTheFleetCannotBeJudged() throws Exception {
        start(1);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), Duration.ofMillis(200));
        clockFailures.set(new AtomicInteger());
        CompletableFuture<AwaitedPropagation> later = await(new WaitGoal.All(), Duration.ofMillis(20));

        for (CompletableFuture<AwaitedPropagation> each : List.of(wait, later)) {
            assertThat(get(each).complete()).isFalse();
            assertThat(get(each).propagation().unavailable()).isEqualTo("the reports could not be judged");
        }
    }

    @Test
    void waitsAreStillLookedAtAfterALookThatFailed() throws Exception {
        start(1);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        AtomicInteger failures = new AtomicInteger();
        clockFailures.set(failures);
        Awaitility.await().atMost(LONG).until(() -> failures.get() > 0);
        clockFailures.set(null);
        now = now.plusSeconds(31);

        assertThat(get(wait).propagation().stragglers())
                .extracting(InstanceProgress::state)
                .containsExactly(InstanceState.SILENT);
    }

    @Test
    void waitThatIsOverLeavesNothingBehind() throws Exception {
        start(1);
        int before = waits.scheduled();
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        assertThat(waits.scheduled()).isEqualTo(before + 1);
        apply(0);
        get(wait);

        Awaitility.await().atMost(LONG).until(() -> waits.scheduled() == before);
    }

    @Test
    void waitForAShareOrAServiceNeedsOnlyThose() throws Exception {
        start(4);
        CompletableFuture<AwaitedPropagation> share = await(new WaitGoal.Share(75), LONG);
        CompletableFuture<AwaitedPropagation> service = await(new WaitGoal.OfService("pay"), LONG);
        apply(0);
        apply(2);
        assertThat(get(service).complete()).isTrue();
        assertThat(get(service).propagation().count()).isEqualTo(2);
        assertThat(share).isNotDone();
        apply(3);

        assertThat(get(share).complete()).isTrue();
        assertThat(get(share).propagation().stragglers()).hasSize(1);
    }

    @Test
    void timeoutNamesTheStragglers() throws Exception {
        start(2);
        apply(0);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), Duration.ofMillis(20));

        assertThat(get(wait).complete()).isFalse();
        assertThat(get(wait).propagation().stragglers())
                .extracting(each -> each.id().instance())
                .containsExactly("i-1");
    }

    private void startReplaying(int count) {
        fleet.unavailable(null);
        for (int i = 0; i < count; i++) {
            SimulatedInstance each =
                    new SimulatedInstance("pay", "r-" + i, TOPIC).readingAgain().restarted();
            instances.add(each);
            fleet.fold(each.apply(0, 90, now).report(now, "REPLAYING"), now);
        }
    }

    private void endReplay(int instance) {
        fleet.fold(instances.get(instance).apply(0, 95, now).caughtUp().report(now), now);
    }

    @Test
    void instancesThatWereReplayingEnforceItFromTheirStart() throws Exception {
        startReplaying(2);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        endReplay(0);
        assertThat(wait).isNotDone();
        endReplay(1);

        AwaitedPropagation answer = get(wait);
        assertThat(answer.complete()).isTrue();
        assertThat(answer.propagation().startedLater()).isEqualTo(2);
        assertThat(answer.propagation().count()).isZero();
        assertThat(answer.propagation().applied()).isZero();
        assertThat(answer.propagation().quantile(1)).as("no time is claimed").isEmpty();
    }

    @Test
    void instancesThatStartedLaterCountForAShare() throws Exception {
        start(2);
        startReplaying(2);
        CompletableFuture<AwaitedPropagation> share = await(new WaitGoal.Share(75), LONG);
        apply(0);
        endReplay(2);
        assertThat(share).isNotDone();
        endReplay(3);

        assertThat(get(share).complete()).isTrue();
        assertThat(get(share).propagation().applied()).isEqualTo(1);
        assertThat(get(share).propagation().stragglers()).hasSize(1);
    }

    @Test
    void nothingIsProvenWithoutInstances() throws Exception {
        start(0);

        AwaitedPropagation answer = get(await(new WaitGoal.All(), LONG));

        assertThat(answer.complete()).isFalse();
        assertThat(answer.propagation().count()).isZero();
    }

    @Test
    void silentInstanceIsNotWaitedForAndNeverApplied() throws Exception {
        start(2);
        now = now.plusSeconds(31);
        apply(0);

        AwaitedPropagation answer = get(await(new WaitGoal.All(), LONG));

        assertThat(answer.complete()).isFalse();
        assertThat(answer.propagation().stragglers())
                .extracting(InstanceProgress::state)
                .containsExactly(InstanceState.SILENT);
    }

    @Test
    void instanceThatFallsSilentDuringTheWaitEndsIt() throws Exception {
        start(2);
        apply(0);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        assertThat(wait).isNotDone();
        now = now.plusSeconds(31);

        assertThat(get(wait).complete()).isFalse();
        assertThat(get(wait).propagation().stragglers())
                .extracting(each -> each.id().instance() + " " + each.state())
                .containsExactly("i-1 SILENT");
    }

    @Test
    void instanceThatLeavesDuringTheWaitEndsIt() throws Exception {
        start(1);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        fleet.fold(instances.get(0).report(now, InstanceReport.CLOSED), now);

        assertThat(get(wait).complete()).isFalse();
        assertThat(get(wait).propagation().stragglers())
                .extracting(InstanceProgress::state)
                .containsExactly(InstanceState.LEFT);
    }

    @Test
    void unreadableStatusTopicEndsTheWaitAndSaysWhy() throws Exception {
        start(1);
        fleet.unavailable("the principal lacks READ");

        AwaitedPropagation answer = get(await(new WaitGoal.All(), LONG));

        assertThat(answer.complete()).isFalse();
        assertThat(answer.propagation().unavailable()).isEqualTo("the principal lacks READ");
    }

    @Test
    void placesAreLimitedAndGivenBack() throws Exception {
        start(1);
        List<PropagationWaits.Place> places = new ArrayList<>();
        for (int i = 0; i < PropagationWaits.MOST; i++) {
            places.add(waits.reserve().orElseThrow());
        }
        assertThat(waits.reserve()).isEmpty();

        apply(0);
        get(places.get(0).await(List.of(RECEIPT), now, new WaitGoal.All(), LONG));
        places.get(1).close();
        places.get(1).close();

        assertThat(waits.reserve()).isPresent();
        assertThat(waits.reserve()).isPresent();
        assertThat(waits.reserve()).isEmpty();
    }

    @Test
    void closingAnswersThoseThatWait() throws Exception {
        start(1);
        CompletableFuture<AwaitedPropagation> wait = await(new WaitGoal.All(), LONG);
        waits.close();

        assertThat(get(wait).complete()).isFalse();
    }
}
