package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.publisher.api.RevocationWaits;
import io.revocast.publisher.signals.LogoutWaits;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Fleets for tests of other things. */
public final class TestFleets {
    private TestFleets() {}

    /** A fleet without instances, which is known. */
    public static KnownFleet empty() {
        return reading(null);
    }

    /** A fleet of one instance, which has applied what stands before an offset of partition 0. */
    public static KnownFleet applied(String topicId, long next) {
        KnownFleet fleet = reading(new TopicPosition(topicId, Map.of(0, next)));
        Instant now = Instant.now();
        fleet.fold(
                new SimulatedInstance("pay", "pay-1", topicId)
                        .apply(0, next - 1, now)
                        .report(now),
                now);
        return fleet;
    }

    private static KnownFleet reading(@Nullable TopicPosition position) {
        KnownFleet fleet = new KnownFleet(new OwnPosition(position), InstantSource.system(), Duration.ofMinutes(15));
        fleet.unavailable(null);
        return fleet;
    }

    /** Waits for {@link #empty}. */
    public static RevocationWaits noWaits() {
        return new RevocationWaits(new PropagationWaits(empty()), noTimes());
    }

    /** Waits of logouts for {@link #empty}. */
    public static LogoutWaits noLogoutWaits() {
        return new LogoutWaits(new PropagationWaits(empty()), noTimes());
    }

    /** Knows of no append. */
    public static AppendTimeSource noTimes() {
        return receipt -> CompletableFuture.completedFuture(Optional.empty());
    }
}
