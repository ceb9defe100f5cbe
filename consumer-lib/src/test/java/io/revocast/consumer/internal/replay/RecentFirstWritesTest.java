package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.store.RevocationStore.Effect;
import io.revocast.event.Receipt;
import org.junit.jupiter.api.Test;

import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class RecentFirstWritesTest {
    private static final UUID EVENT = UUID.fromString("01a20ab8-e3ec-78c4-b25c-a4721958a817");

    private final RecentFirstWrites firstWrites = new RecentFirstWrites(null);

    private static Receipt at(long offset) {
        return new Receipt("topic", 1, offset);
    }

    @Test
    void nothingIsKnownBeforeTheFirstRecordNorOfRecordsThatWereNotAdded() {
        assertThat(firstWrites.contains(at(0), EVENT)).isFalse();

        firstWrites.add(at(5), EVENT, Effect.MADE_LIVE);

        assertThat(firstWrites.contains(at(5), EVENT)).isTrue();
        assertThat(firstWrites.contains(at(0), EVENT)).isFalse();
        assertThat(firstWrites.contains(new Receipt("topic", 2, 5), EVENT)).isFalse();
        assertThat(firstWrites.contains(new Receipt("another topic", 1, 5), EVENT))
                .isFalse();
    }

    @Test
    void aRecordThatMadeNothingLiveIsNotOne() {
        firstWrites.add(at(5), EVENT, Effect.UNCHANGED);

        assertThat(firstWrites.contains(at(5), EVENT)).isFalse();
    }

    @Test
    void recordThatExtendedAnotherIsToldFromOneThatMadeItsTargetLive() {
        firstWrites.add(at(5), EVENT, Effect.EXTENDED);
        firstWrites.add(at(6), EVENT, Effect.MADE_LIVE);
        firstWrites.add(at(7), null, Effect.EXTENDED);

        assertThat(firstWrites.hasExtended(at(5), EVENT)).isTrue();
        assertThat(firstWrites.contains(at(5), EVENT)).isFalse();
        assertThat(firstWrites.hasExtended(at(6), EVENT)).isFalse();
        assertThat(firstWrites.hasExtended(at(7), EVENT)).isFalse();
    }

    @Test
    void anotherEventThatStandsWhereOneWasLostIsNotThatOne() {
        firstWrites.add(at(5), EVENT, Effect.MADE_LIVE);

        assertThat(firstWrites.contains(at(5), new UUID(1, 2))).isFalse();
    }

    @Test
    void aRecordReadAgainThatMakesNothingLiveNowIsNoLongerOne() {
        firstWrites.add(at(5), EVENT, Effect.MADE_LIVE);
        firstWrites.add(at(5), EVENT, Effect.UNCHANGED);

        assertThat(firstWrites.contains(at(5), EVENT)).isFalse();
    }

    @Test
    void anOffsetIsNotTakenForTheOneWhosePlaceItHas() {
        firstWrites.add(at(5), EVENT, Effect.MADE_LIVE);
        firstWrites.add(at(5 + RecentFirstWrites.KEPT), EVENT, Effect.MADE_LIVE);

        assertThat(firstWrites.contains(at(5), EVENT)).isFalse();
        assertThat(firstWrites.contains(at(5 + RecentFirstWrites.KEPT), EVENT)).isTrue();
        assertThat(firstWrites.contains(at(5 + 2L * RecentFirstWrites.KEPT), EVENT))
                .isFalse();
    }

    @Test
    void ofAnotherTopicNothingIsKnownAfterAll() {
        firstWrites.add(at(5), EVENT, Effect.MADE_LIVE);

        firstWrites.add(new Receipt("another topic", 1, 6), EVENT, Effect.MADE_LIVE);

        assertThat(firstWrites.contains(at(5), EVENT)).isFalse();
        assertThat(firstWrites.contains(new Receipt("another topic", 1, 5), EVENT))
                .isFalse();
        assertThat(firstWrites.contains(new Receipt("another topic", 1, 6), EVENT))
                .isTrue();
    }
}
