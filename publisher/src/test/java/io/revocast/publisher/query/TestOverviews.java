package io.revocast.publisher.query;

import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.fleet.history.ChangeRates;
import io.revocast.publisher.fleet.history.WaveRecorder;
import io.revocast.publisher.health.Alarm;
import io.revocast.publisher.health.Availability;

import java.time.Clock;
import java.util.List;

/** Overviews for tests of other things. */
public final class TestOverviews {
    private TestOverviews() {}

    /** An overview with one alarm, and without instances. */
    public static OverviewSources of(LiveRevocations live) {
        KnownFleet fleet = TestFleets.empty();
        Clock clock = Clock.systemUTC();
        return new OverviewSources(
                live,
                fleet,
                new ChangeRates(clock),
                new WaveRecorder(fleet, TestFleets.noTimes(), clock, System::nanoTime),
                () -> "current",
                () -> List.of(new Alarm(Alarm.Kind.AUDIT, "no broker answers").since(clock.instant())),
                () -> new Availability(null),
                () -> new Availability("no broker answers"),
                clock);
    }
}
