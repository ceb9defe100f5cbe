package io.revocast.publisher.fleet.history;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.publisher.append.CanaryIssuer;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.fleet.OwnPosition;
import io.revocast.publisher.fleet.SimulatedInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;

class WaveRecorderTest {
    private static final String TOPIC = "topic-1";
    private static final UUID ID = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final Target TARGET = new Target.Token("https://issuer", "a");

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final OwnPosition own = new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 10_000L)));
    private final Map<Receipt, CompletableFuture<Optional<Instant>>> appended = new HashMap<>();
    private final KnownFleet fleet = new KnownFleet(own, () -> now, Duration.ofMinutes(15));
    private final WaveRecorder recorder = new WaveRecorder(
            fleet,
            receipt -> appended.getOrDefault(receipt, CompletableFuture.completedFuture(Optional.of(now))),
            () -> now,
            () -> Duration.between(Instant.EPOCH, now).toNanos());
    private final SimulatedInstance one = new SimulatedInstance("pay", "pay-1", TOPIC);
    private final SimulatedInstance two = new SimulatedInstance("shop", "shop-1", TOPIC);

    @BeforeEach
    void twoInstancesReport() {
        fleet.unavailable(null);
        apply(one, 1);
        apply(two, 1);
    }

    private void apply(SimulatedInstance instance, long offset) {
        fleet.fold(instance.apply(0, offset, now).report(now), now);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static Receipt receipt(long offset) {
        return new Receipt(TOPIC, 0, offset);
    }

    private void observe(long offset) {
        recorder.observe(TARGET, receipt(offset), target -> ID);
        recorder.look();
    }

    private Wave only() {
        assertThat(recorder.waves()).hasSize(1);
        return recorder.waves().get(0);
    }

    @Test
    void waveIsOpenUntilEveryInstanceHasAppliedIt() {
        observe(5);
        pass(Duration.ofMillis(4));
        apply(one, 5);
        recorder.look();

        assertThat(only().open()).isTrue();
        assertThat(only().applied()).isEqualTo(1);
        assertThat(only().isComplete()).isFalse();

        pass(Duration.ofMillis(34));
        apply(two, 5);
        recorder.look();

        Wave wave = only();
        assertThat(wave.open()).isFalse();
        assertThat(wave.isComplete()).isTrue();
        assertThat(wave.id()).isEqualTo(ID);
        assertThat(wave.instances()).isEqualTo(2);
        assertThat(wave.times().quantile(0)).isEqualTo(4);
        assertThat(wave.times().quantile(1)).isEqualTo(38);
        assertThat(wave.last()).isEqualTo(two.id());
    }

    /** The fleet keeps the last moves of an instance only. */
    @Test
    void timeThatWasSeenIsKeptWhenTheFleetForgetsIt() {
        observe(5);
        pass(Duration.ofMillis(4));
        apply(one, 5);
        recorder.look();
        for (int offset = 6; offset < 400; offset++) {
            apply(one, offset);
        }
        recorder.look();

        assertThat(only().times().count()).isEqualTo(1);
        assertThat(only().times().quantile(1)).isEqualTo(4);
    }

    @Test
    void waveEndsWhenNoMissingInstanceReports() {
        pass(Duration.ofSeconds(40));
        apply(one, 2);
        observe(5);
        apply(one, 5);
        recorder.look();

        assertThat(only().open()).isFalse();
        assertThat(only().applied()).isEqualTo(1);
        assertThat(only().instances()).as("the silent one counts").isEqualTo(2);
        assertThat(only().isComplete()).isFalse();
    }

    @Test
    void instanceThatAppliesItAfterAMinuteHasNotAppliedItInTime() {
        observe(5);
        apply(one, 5);
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofSeconds(12));
            fleet.fold(two.report(now), now);
            recorder.look();
        }
        assertThat(only().open()).isTrue();
        pass(Duration.ofMillis(100));
        apply(two, 5);
        recorder.look();

        assertThat(only().open()).isFalse();
        assertThat(only().applied()).isEqualTo(1);
        assertThat(only().times().count()).isEqualTo(1);
    }

    @Test
    void instanceThatStartsLaterDoesNotCount() {
        observe(5);
        pass(Duration.ofMillis(10));
        SimulatedInstance later = new SimulatedInstance("pay", "pay-2", TOPIC);
        apply(one, 5);
        apply(two, 5);
        apply(later, 5);
        recorder.look();

        assertThat(only().instances()).isEqualTo(2);
        assertThat(only().isComplete()).isTrue();
    }

    @Test
    void revocationWhoseAppendTimeIsNotKnownIsNoWave() {
        appended.put(receipt(5), CompletableFuture.completedFuture(Optional.empty()));
        observe(5);

        assertThat(recorder.waves()).isEmpty();
    }

    @Test
    void waveBeginsWhenTheAppendTimeIsKnown() {
        CompletableFuture<Optional<Instant>> time = new CompletableFuture<>();
        appended.put(receipt(5), time);
        observe(5);
        assertThat(recorder.waves()).isEmpty();

        time.complete(Optional.of(now.minusMillis(3)));
        recorder.look();

        assertThat(only().appendedAt()).isEqualTo(now.minusMillis(3));
    }

    @Test
    void revocationThatThePublisherAppliedLateIsNoWave() {
        appended.put(
                receipt(5),
                CompletableFuture.completedFuture(
                        Optional.of(now.minus(WaveRecorder.LONGEST).minusSeconds(1))));
        observe(5);

        assertThat(recorder.waves()).isEmpty();
    }

    @Test
    void canariesAreNotObserved() {
        recorder.observe(new Target.Token(CanaryIssuer.ISSUER, "a"), receipt(5), target -> ID);
        recorder.look();

        assertThat(recorder.waves()).isEmpty();
    }

    @Test
    void nothingIsMeasuredWhileReportsCannotBeRead() {
        observe(5);
        fleet.unavailable("no broker answers");
        pass(WaveRecorder.LONGEST.plusSeconds(1));
        recorder.look();
        observe(6);

        assertThat(recorder.waves()).isEmpty();
    }

    @Test
    void waveOfATopicThatWasReCreatedIsDropped() {
        observe(5);
        own.set(new TopicPosition("topic-2", Map.of(0, 10_000L), Map.of(), 2));
        recorder.look();

        assertThat(recorder.waves()).isEmpty();
    }

    @Test
    void manyRevocationsAreSampled() {
        for (int i = 0; i < WaveRecorder.BURST; i++) {
            observe(5 + i);
        }
        assertThat(recorder.isSampled()).isFalse();
        observe(500);

        assertThat(recorder.waves()).hasSize(WaveRecorder.BURST);
        assertThat(recorder.isSampled()).isTrue();

        pass(WaveRecorder.REFILL);
        observe(501);
        observe(502);
        assertThat(recorder.waves()).hasSize(WaveRecorder.BURST + 1);
        assertThat(recorder.waves().get(0).receipt().offset())
                .as("newest first")
                .isEqualTo(501);

        pass(TimeSteps.KEPT.plusSeconds(1));
        assertThat(recorder.isSampled()).isFalse();
        assertThat(recorder.waves()).isEmpty();
    }

    @Test
    void ringIsBounded() {
        WaveRing ring = new WaveRing();
        for (int i = 0; i < WaveRing.MOST_WAVES + 10; i++) {
            ring.add(wave(i, 1));
        }
        assertThat(ring.all()).hasSize(WaveRing.MOST_WAVES);
        assertThat(ring.all().get(0).receipt().offset()).isEqualTo(10);

        ring.add(wave(9_000, WaveRing.MOST_TIMES));

        assertThat(ring.all()).hasSize(1);
    }

    private static Wave wave(long offset, int times) {
        return new Wave(
                null,
                Target.Kind.TOKEN,
                "https://issuer",
                receipt(offset),
                Instant.EPOCH,
                times,
                times,
                false,
                WaveTimes.of(new long[times], names(times), times),
                null);
    }

    private static String[] names(int count) {
        String[] names = new String[count];
        Arrays.fill(names, "pay");
        return names;
    }
}
