package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.publisher.append.EventOrigins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** When the alarm of the canary ends. Each canary is the record at offset 5. */
class CanaryTest {
    private static final String TOPIC = "topic-1";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private volatile Instant now = Instant.parse("2026-12-01T12:00:00Z");
    private final KnownFleet fleet =
            new KnownFleet(new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 6L))), () -> now, Duration.ofMinutes(15));
    private final PropagationWaits waits = new PropagationWaits(fleet);
    private final SimulatedInstance pay = new SimulatedInstance("pay", "pay-1", TOPIC);
    private final Canary canary = new Canary(
            new Canary.Path(
                    fleet,
                    waits,
                    TestFleets.noTimes(),
                    event -> CompletableFuture.completedFuture(new Receipt(TOPIC, 0, 5))),
            new EventOrigins(Clock.systemUTC()),
            Duration.ofMillis(10),
            new Canary.CanaryObserver() {
                @Override
                public void arrived(Duration last) {}

                @Override
                public void failed() {}
            });

    @AfterEach
    void close() {
        canary.close();
        waits.close();
    }

    /** An instance that is silent is not waited for, so the canary fails at once. */
    private void failForASilentInstance() {
        fleet.unavailable(null);
        fleet.fold(pay.apply(0, 3, now).report(now), now);
        now = now.plusSeconds(31);
        canary.start();
        await().atMost(LIMIT).until(() -> canary.alarm().isPresent());
        assertThat(canary.alarm().orElseThrow()).contains("pay/pay-1 (silent)");
    }

    private void awaitNoAlarm() {
        await().atMost(LIMIT).until(() -> canary.alarm().isEmpty());
    }

    @Test
    void alarmEndsWhenACanaryArrives() {
        failForASilentInstance();

        fleet.fold(pay.apply(0, 5, now).report(now), now);

        awaitNoAlarm();
    }

    @Test
    void alarmEndsWhenTheLastInstanceLeaves() {
        failForASilentInstance();

        fleet.fold(pay.report(now, InstanceReport.CLOSED), now);

        awaitNoAlarm();
    }

    @Test
    void alarmEndsWhenTheLastInstanceIsForgotten() {
        failForASilentInstance();

        now = now.plus(Duration.ofMinutes(16));
        fleet.forget();

        awaitNoAlarm();
    }

    @Test
    void alarmEndsWhenTheFleetIsNotKnownAnyMore() {
        failForASilentInstance();

        fleet.unavailable("the status topic cannot be read");

        awaitNoAlarm();
    }
}
