package io.revocast.publisher.fleet;

import io.revocast.event.Receipt;
import org.junit.jupiter.api.Test;

import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

class AppendTimelineTest {
    private static final Instant AT = Instant.parse("2026-12-01T12:00:00Z");

    private final AppendTimeline timeline = new AppendTimeline();

    private static Receipt receipt(long offset) {
        return new Receipt("topic-1", 0, offset);
    }

    @Test
    void timesOfTheLastEventsAreKept() {
        timeline.add(receipt(7), 1, AT);
        assertThat(timeline.find(receipt(7), 1)).contains(AT);
        assertThat(timeline.find(receipt(8), 1)).isEmpty();
        assertThat(timeline.find(new Receipt("topic-1", 1, 7), 1)).isEmpty();

        timeline.add(receipt(7 + AppendTimeline.KEPT), 1, AT.plusSeconds(1));
        assertThat(timeline.find(receipt(7), 1)).isEmpty();
        assertThat(timeline.find(receipt(7 + AppendTimeline.KEPT), 1)).contains(AT.plusSeconds(1));
    }

    /** Another writer may have appended a record at the offset of a lost one. */
    @Test
    void logThatIsReadAgainHasNoTimesFromBefore() {
        timeline.add(receipt(7), 1, AT);
        assertThat(timeline.find(receipt(7), 2)).isEmpty();

        timeline.add(receipt(3), 2, AT.plusSeconds(60));
        assertThat(timeline.find(receipt(7), 2)).isEmpty();
        assertThat(timeline.find(receipt(3), 2)).contains(AT.plusSeconds(60));
    }

    @Test
    void topicThatIsReCreatedHasNoTimesOfTheOneBefore() {
        timeline.add(receipt(7), 1, AT);
        timeline.add(new Receipt("topic-2", 0, 3), 2, AT);

        assertThat(timeline.find(new Receipt("topic-2", 0, 7), 2)).isEmpty();
        assertThat(timeline.find(receipt(7), 2)).isEmpty();
    }
}
