package io.revocast.publisher.api;

import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.publisher.fleet.AppendTimeSource;
import io.revocast.publisher.fleet.AwaitedPropagation;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.fleet.PropagationWaits;
import io.revocast.publisher.fleet.TestFleets;
import io.revocast.publisher.fleet.WaitGoal;
import io.revocast.publisher.request.RevocationOutcome;
import io.revocast.publisher.request.RevocationResult;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Waits for revocations whose records stand in several partitions or topics. */
class RevocationWaitsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private static AwaitedPropagation await(KnownFleet fleet, AppendTimeSource times, Receipt... receipts)
            throws Exception {
        List<RevocationResult> results =
                Stream.of(receipts).map(RevocationWaitsTest::committed).toList();
        try (PropagationWaits waits = new PropagationWaits(fleet)) {
            return new RevocationWaits(waits, times)
                    .await(
                            waits.reserve().orElseThrow(),
                            results,
                            new WaitQuery(new WaitGoal.All(), Duration.ofMillis(20)))
                    .get();
        }
    }

    private static RevocationResult committed(Receipt receipt) {
        Target target = new Target.Token("https://issuer", "t" + receipt.offset());
        return RevocationResult.committed(
                RevocationOutcome.CREATED, new Revocation(target, NOW, null), UUID.randomUUID(), receipt);
    }

    /** Seen: the time was that of the record in the partition with the highest number. */
    @Test
    void lastRecordTellsWhenTheRevocationsWereAppended() throws Exception {
        AppendTimeSource times = receipt ->
                CompletableFuture.completedFuture(Optional.of(NOW.minusSeconds(receipt.partition() == 1 ? 0 : 60)));

        assertThat(await(
                                TestFleets.empty(),
                                times,
                                new Receipt("topic", 0, 9),
                                new Receipt("topic", 1, 5),
                                new Receipt("topic", 2, 7))
                        .propagation()
                        .appendedAt())
                .isEqualTo(NOW);
    }

    @Test
    void timeIsNotClaimedWhileThatOfOneRecordIsUnknown() throws Exception {
        AppendTimeSource times = receipt ->
                CompletableFuture.completedFuture(receipt.partition() == 1 ? Optional.empty() : Optional.of(NOW));

        assertThat(await(TestFleets.empty(), times, new Receipt("topic", 0, 9), new Receipt("topic", 1, 5))
                        .propagation()
                        .appendedAt())
                .isNull();
    }

    /** Seen: a record of the new topic stood for one of the lost topic, which no instance has. */
    @Test
    void recordOfALostTopicIsNotAppliedByReadingTheNewOne() throws Exception {
        KnownFleet fleet = TestFleets.applied("topic", 2);
        Receipt present = new Receipt("topic", 0, 1);

        assertThat(await(fleet, TestFleets.noTimes(), present).complete()).isTrue();
        assertThat(await(fleet, TestFleets.noTimes(), present, new Receipt("lost", 0, 0))
                        .complete())
                .isFalse();
    }
}
