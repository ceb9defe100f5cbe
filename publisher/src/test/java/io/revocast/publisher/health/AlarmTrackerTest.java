package io.revocast.publisher.health;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AlarmTrackerTest {
    private static final Instant FIRST = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant LATER = FIRST.plusSeconds(60);

    private final AlarmTracker tracker = new AlarmTracker();

    private static Alarm alarm(Alarm.Kind kind, String text) {
        return new Alarm(kind, text);
    }

    @Test
    void nothingIsWrongBeforeTheFirstUpdate() {
        assertThat(tracker.alarms()).isEmpty();
    }

    @Test
    void alarmKeepsTheTimeOfItsFirstUpdate() {
        tracker.update(List.of(alarm(Alarm.Kind.KAFKA, "no broker answers")), FIRST);
        tracker.update(List.of(alarm(Alarm.Kind.KAFKA, "no broker answers")), LATER);

        assertThat(tracker.alarms()).containsExactly(new Alarm(Alarm.Kind.KAFKA, "no broker answers", FIRST));
    }

    @Test
    void changedTextOfOneKindIsTheSameAlarm() {
        tracker.update(List.of(alarm(Alarm.Kind.SILENT_INSTANCES, "1 instance is silent")), FIRST);
        tracker.update(List.of(alarm(Alarm.Kind.SILENT_INSTANCES, "2 instances are silent")), LATER);

        assertThat(tracker.alarms())
                .containsExactly(new Alarm(Alarm.Kind.SILENT_INSTANCES, "2 instances are silent", FIRST));
    }

    @Test
    void alarmThatComesBackBeginsAgain() {
        tracker.update(List.of(alarm(Alarm.Kind.AUDIT, "not writable")), FIRST);
        tracker.update(List.of(), FIRST.plusSeconds(30));
        assertThat(tracker.alarms()).isEmpty();

        tracker.update(List.of(alarm(Alarm.Kind.AUDIT, "not writable")), LATER);

        assertThat(tracker.alarms()).containsExactly(new Alarm(Alarm.Kind.AUDIT, "not writable", LATER));
    }

    @Test
    void eachKindHasItsOwnTime() {
        tracker.update(List.of(alarm(Alarm.Kind.STALE, "not current")), FIRST);
        tracker.update(
                List.of(alarm(Alarm.Kind.CANARY_FAILED, "one is late"), alarm(Alarm.Kind.STALE, "not current")), LATER);

        assertThat(tracker.alarms())
                .as("in the order in which they were found")
                .containsExactly(
                        new Alarm(Alarm.Kind.CANARY_FAILED, "one is late", LATER),
                        new Alarm(Alarm.Kind.STALE, "not current", FIRST));
    }

    @Test
    void severalAlarmsOfOneKindShareItsTime() {
        tracker.update(List.of(alarm(Alarm.Kind.PROVIDER, "a")), FIRST);
        tracker.update(List.of(alarm(Alarm.Kind.PROVIDER, "a"), alarm(Alarm.Kind.PROVIDER, "b")), LATER);

        assertThat(tracker.alarms()).extracting(Alarm::since).containsExactly(FIRST, FIRST);
    }

    @Test
    void alarmsThatWereReadDoNotChange() {
        tracker.update(List.of(alarm(Alarm.Kind.LIVENESS, "a thread ended")), FIRST);
        List<Alarm> read = tracker.alarms();

        tracker.update(List.of(), LATER);

        assertThat(read).hasSize(1);
    }
}
