package io.revocast.consumer.internal.status;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.status.ReplayProgress.Position;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.Replay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class AppliedOffsetsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00.123Z");

    private final MutableClock clock = new MutableClock(START);
    private final AppliedOffsets offsets = new AppliedOffsets(clock, () -> null);

    private void reach(String topicId, Map<Integer, Long> next) {
        offsets.reached(new Position(topicId, next, Map.of(), 0), true);
    }

    @Test
    void theTimeOfAnEventStaysWhileHeartbeatsFollow() {
        reach("a", Map.of(0, 0L, 1, 3L));
        offsets.applied(0, 7);
        reach("a", Map.of(0, 8L, 1, 3L));
        clock.pass(Duration.ofSeconds(3));
        reach("a", Map.of(0, 9L, 1, 4L));

        assertThat(offsets.snapshot().topicId()).isEqualTo("a");
        assertThat(offsets.snapshot().applied())
                .isEqualTo(Map.of(0, new Applied(9, 7, START), 1, new Applied(4, -1, Instant.EPOCH)));
    }

    @Test
    void epochsAreThoseOfTheLastRecords() {
        LeaderEpochs first = LeaderEpochs.NONE.with(2, 0).with(4, 7);
        offsets.reached(new Position("a", Map.of(0, 8L, 1, 3L), Map.of(0, first), 0), true);
        offsets.caughtUp();

        assertThat(offsets.snapshot().epochs()).isEqualTo(Map.of(0, 4));
        assertThat(offsets.snapshot().applied()).containsOnlyKeys(0, 1);
    }

    @Test
    void eventsOfATopicThatWasReCreatedAreForgotten() {
        reach("a", Map.of(0, 0L));
        offsets.applied(0, 7);
        reach("a", Map.of(0, 8L));

        reach("b", Map.of(0, 20L));

        assertThat(offsets.snapshot().applied()).isEqualTo(Map.of(0, new Applied(20, -1, Instant.EPOCH)));
    }

    @Test
    void aLogThatIsReadAgainClaimsNoEventAheadOfTheReader() {
        reach("a", Map.of(0, 0L));
        offsets.applied(0, 7);
        reach("a", Map.of(0, 8L));

        reach("a", Map.of(0, 0L, 1, 0L));

        assertThat(offsets.snapshot().applied().get(0)).isEqualTo(new Applied(0, -1, Instant.EPOCH));
    }

    @Test
    void beforeTheTopicIsReachedNothingIsApplied() {
        assertThat(offsets.snapshot().topicId()).isNull();
        reach("a", Map.of(0, 1L));
        offsets.reached(Position.NONE, true);

        assertThat(offsets.snapshot().topicId()).isNull();
        assertThat(offsets.snapshot().applied()).isEmpty();
    }

    @Test
    void whatIsReadBeforeTheReplayHasEndedIsNotLive() throws InterruptedException {
        assertThat(offsets.snapshot().replay()).isEqualTo(new Replay(1, Map.of()));
        offsets.reached(new Position("a", Map.of(0, 8L, 1, 0L), Map.of(), 0), false);
        offsets.awaitNews(Duration.ofDays(1));
        assertThat(offsets.snapshot().replay()).isEqualTo(new Replay(1, Map.of()));

        offsets.caughtUp();
        offsets.awaitNews(Duration.ofDays(1));
        reach("a", Map.of(0, 9L, 1, 1L));

        assertThat(offsets.snapshot().replay()).isEqualTo(new Replay(1, Map.of(0, 8L, 1, 0L)));
        assertThat(offsets.snapshot().applied().get(0)).isEqualTo(new Applied(9, -1, Instant.EPOCH));
    }

    @Test
    void logThatIsReadAgainHasAReplayOfItsOwn() {
        reach("a", Map.of(0, 8L));
        offsets.caughtUp();

        offsets.reached(Position.NONE, true);
        assertThat(offsets.snapshot().replay()).isEqualTo(new Replay(1, Map.of()));
        offsets.readingAgain();
        reach("b", Map.of(0, 3L));
        assertThat(offsets.snapshot().replay()).isEqualTo(new Replay(2, Map.of()));
        offsets.caughtUp();
        assertThat(offsets.snapshot().replay()).isEqualTo(new Replay(2, Map.of(0, 3L)));
    }

    /** Without news the wait lasts for its whole limit. */
    private boolean hasNews() throws InterruptedException {
        long start = System.nanoTime();
        offsets.awaitNews(Duration.ofMillis(200));
        return System.nanoTime() - start < Duration.ofMillis(200).toNanos();
    }

    @Test
    @Timeout(30)
    void anEventAndAnotherTopicAreNewsAndHeartbeatsAreNot() throws InterruptedException {
        reach("a", Map.of(0, 1L));
        offsets.awaitNews(Duration.ofDays(1));

        reach("a", Map.of(0, 2L));
        assertThat(hasNews()).isFalse();

        offsets.applied(0, 2);
        reach("a", Map.of(0, 3L));
        offsets.awaitNews(Duration.ofDays(1));
        assertThat(hasNews()).isFalse();
    }

    @Test
    void progressOfAReplayIsNoNews() throws InterruptedException {
        offsets.applied(0, 7);
        offsets.reached(new Position("a", Map.of(0, 8L), Map.of(), 0), false);
        offsets.awaitNews(Duration.ofDays(1));

        offsets.applied(0, 9);
        offsets.reached(new Position("a", Map.of(0, 10L), Map.of(), 0), false);

        assertThat(hasNews()).isFalse();
        assertThat(offsets.snapshot().applied().get(0)).isEqualTo(new Applied(10, 9, START));
    }
}
