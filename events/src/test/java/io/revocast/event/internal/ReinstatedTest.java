package io.revocast.event.internal;

import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reinstatement says that its author had read. */
class ReinstatedTest {
    private static final int HOME = 2;
    private static final int OTHER = 0;

    private static RevocationEvent.Reinstated event(@Nullable Long upTo, Map<Integer, Long> seen) {
        return new RevocationEvent.Reinstated(
                new Target.Token("https://issuer.example", "t1"),
                new Origin(new UUID(0x7000, 0x8000L << 48), Instant.EPOCH, null, null, null),
                upTo,
                seen,
                null);
    }

    @Test
    void authorHadReadWhatStandsBelowThePositionInEachPartition() {
        RevocationEvent.Reinstated event = event(500L, Map.of(OTHER, 7L, HOME, 3L));

        assertThat(event.hasRead(OTHER, 6, HOME)).isTrue();
        assertThat(event.hasRead(OTHER, 7, HOME)).isFalse();
        assertThat(event.hasRead(HOME, 2, HOME)).isTrue();
        assertThat(event.hasRead(HOME, 3, HOME))
                .as("upTo may be an offset of another partition")
                .isFalse();
    }

    @Test
    void offsetAloneSpeaksOfThePartitionOfTheEvent() {
        RevocationEvent.Reinstated event = event(4L, Map.of());

        assertThat(event.hasRead(HOME, 4, HOME)).isTrue();
        assertThat(event.hasRead(HOME, 5, HOME)).isFalse();
        assertThat(event.hasRead(OTHER, 0, HOME)).isFalse();
        assertThat(event(null, Map.of()).hasRead(HOME, 5, HOME)).isTrue();
    }

    @Test
    void authorHadReadNothingOfAPartitionThatItDidNotKnow() {
        assertThat(event(4L, Map.of(HOME, 5L)).hasRead(OTHER, 0, HOME)).isFalse();
    }
}
