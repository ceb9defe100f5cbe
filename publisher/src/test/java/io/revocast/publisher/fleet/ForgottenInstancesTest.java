package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Which instances the fleet still knows when their reports are old. */
class ForgottenInstancesTest {
    private static final String TOPIC = "topic-1";
    private static final Duration FORGET_AFTER = Duration.ofMinutes(15);

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final KnownFleet fleet =
            new KnownFleet(new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 100L))), () -> now, FORGET_AFTER);

    private void report(String instance, Instant at) {
        fleet.fold(
                new SimulatedInstance("pay", instance, TOPIC).apply(0, 90, at).report(at), at);
    }

    private List<String> names() {
        return fleet.view().instances().stream()
                .map(each -> each.report().id().instance())
                .toList();
    }

    @Test
    void publisherThatRestartsNeverShowsInstancesThatEndedLongAgo() {
        report("ended", now.minus(FORGET_AFTER).minusSeconds(1));
        report("killed", now.minus(Duration.ofMinutes(1)));
        report("runs", now);
        fleet.unavailable(null);

        assertThat(names()).containsExactly("killed", "runs");
        assertThat(fleet.propagation(List.of(new Receipt(TOPIC, 0, 90)), null, fleet.replay())
                        .count())
                .isEqualTo(2);
    }

    @Test
    void instancesThatEndedLongAgoTakeNoRoom() {
        Instant before = now.minus(FORGET_AFTER).minusSeconds(1);
        for (int i = 0; i < KnownFleet.MOST_INSTANCES; i++) {
            report("ended-" + i, before);
        }
        report("runs", now);

        assertThat(names()).containsExactly("runs");
        assertThat(fleet.ignored()).containsEntry(IgnoredReport.NO_ROOM, 0L);
    }

    @Test
    void fullFleetFindsRoomWhenTheFirstPeriodIsOver() {
        fleet.unavailable(null);
        for (int i = 0; i < KnownFleet.MOST_INSTANCES; i++) {
            report("i-" + i, now);
        }
        report("refused", now);
        assertThat(fleet.ignored()).containsEntry(IgnoredReport.NO_ROOM, 1L);

        now = now.plus(FORGET_AFTER).plusSeconds(1);
        report("runs", now);
        assertThat(names()).containsExactly("runs");
    }

    /** Seen: the first instance that reported after an outage was the whole fleet. */
    @Test
    void publisherThatStartsInAnOutageForgetsNoInstance() {
        Instant before = now.minus(Duration.ofHours(1));
        Duration period = Duration.ofMinutes(10);
        report("first", before);
        report("second", before);
        fleet.fold(
                new SimulatedInstance("pay", "slow", TOPIC)
                        .reading(OwnPosition.TOPIC, period)
                        .apply(0, 90, before)
                        .report(before),
                before);
        fleet.unavailable(null);
        report("first", now);
        fleet.forget();
        assertThat(names()).containsExactly("first", "second", "slow");

        now = now.plus(KnownInstance.SILENT_AFTER).plusSeconds(1);
        fleet.forget();
        assertThat(names()).as("one needs its period to report").containsExactly("first", "slow");

        now = now.plus(period);
        fleet.forget();
        assertThat(names()).containsExactly("first");
    }

    @Test
    void outageOfTheReportsForgetsNoInstance() {
        fleet.unavailable(null);
        report("runs", now);
        fleet.unavailable("no broker answers");
        now = now.plus(FORGET_AFTER).plusSeconds(1);
        fleet.forget();
        fleet.unavailable(null);
        fleet.forget();

        assertThat(fleet.present()).as("it could not be heard").hasSize(1);
        now = now.plus(KnownInstance.SILENT_AFTER).plusSeconds(1);
        fleet.forget();
        assertThat(fleet.present()).isEmpty();
    }

    /** Seen: the process that runs counted as replaced by one that had ended before it, and then nothing could be shown. */
    @Test
    void reportsThatAreReadAgainBringNoEndedProcessBack() {
        SimulatedInstance instance = new SimulatedInstance("pay", "p1", TOPIC);
        Instant closedAt = now;
        InstanceReport closed = instance.apply(0, 90, now).report(now, "CLOSED");
        fleet.unavailable(null);
        fleet.fold(closed, closedAt);
        now = now.plus(FORGET_AFTER).plusSeconds(60);
        InstanceReport running = instance.restarted().apply(0, 90, now).report(now);
        fleet.fold(running, now);
        fleet.forget();

        fleet.unavailable("no broker answers");
        fleet.fold(closed, closedAt);
        fleet.fold(running, now);
        fleet.unavailable(null);
        assertThat(fleet.present()).containsExactly(instance.id());

        now = now.plus(KnownInstance.SILENT_AFTER).plusSeconds(15);
        fleet.forget();
        assertThat(names()).containsExactly("p1");
        assertThat(fleet.present()).containsExactly(instance.id());
    }
}
