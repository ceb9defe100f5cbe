package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.publisher.api.FleetWaits;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Fleets for tests of other things. */
public final class TestFleets {
    private TestFleets() {}

    /** A fleet without instances, which is known. */
    public static Fleet empty() {
        Fleet fleet = new Fleet(
                new LogPosition() {
                    @Override
                    public Optional<TopicPosition> position() {
                        return Optional.empty();
                    }

                    @Override
                    public boolean isCurrent() {
                        return true;
                    }
                },
                InstantSource.system(),
                Duration.ofMinutes(15));
        fleet.unavailable(null);
        return fleet;
    }

    /** Waits for {@link #empty}. */
    public static FleetWaits noWaits() {
        return new FleetWaits(new PropagationWaits(empty()), noTimes());
    }

    /** Knows of no append. */
    public static AppendTimeSource noTimes() {
        return receipt -> CompletableFuture.completedFuture(Optional.empty());
    }
}
