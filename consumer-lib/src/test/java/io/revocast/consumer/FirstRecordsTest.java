package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.junit.jupiter.api.Test;

import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class FirstRecordsTest {
    private static final UUID EVENT = UUID.fromString("01a20ab8-e3ec-78c4-b25c-a4721958a817");

    private final FirstRecords firsts = new FirstRecords();

    private static Receipt at(long offset) {
        return new Receipt("topic", 1, offset);
    }

    @Test
    void nothingIsKnownBeforeTheFirstRecordNorOfRecordsThatWereNotAdded() {
        assertThat(firsts.contains(at(0), EVENT)).isFalse();

        firsts.add(at(5), EVENT);

        assertThat(firsts.contains(at(5), EVENT)).isTrue();
        assertThat(firsts.contains(at(0), EVENT)).isFalse();
        assertThat(firsts.contains(new Receipt("topic", 2, 5), EVENT)).isFalse();
        assertThat(firsts.contains(new Receipt("another topic", 1, 5), EVENT)).isFalse();
    }

    @Test
    void aRecordThatMadeNothingLiveIsNotOne() {
        firsts.add(at(5), null);

        assertThat(firsts.contains(at(5), EVENT)).isFalse();
    }

    @Test
    void anotherEventThatStandsWhereOneWasLostIsNotThatOne() {
        firsts.add(at(5), EVENT);

        assertThat(firsts.contains(at(5), new UUID(1, 2))).isFalse();
    }

    @Test
    void aRecordReadAgainThatMakesNothingLiveNowIsNoLongerOne() {
        firsts.add(at(5), EVENT);
        firsts.add(at(5), null);

        assertThat(firsts.contains(at(5), EVENT)).isFalse();
    }

    @Test
    void anOffsetIsNotTakenForTheOneWhosePlaceItHas() {
        firsts.add(at(5), EVENT);
        firsts.add(at(5 + FirstRecords.KEPT), EVENT);

        assertThat(firsts.contains(at(5), EVENT)).isFalse();
        assertThat(firsts.contains(at(5 + FirstRecords.KEPT), EVENT)).isTrue();
        assertThat(firsts.contains(at(5 + 2L * FirstRecords.KEPT), EVENT)).isFalse();
    }

    @Test
    void ofAnotherTopicNothingIsKnownAfterAll() {
        firsts.add(at(5), EVENT);

        firsts.add(new Receipt("another topic", 1, 6), EVENT);

        assertThat(firsts.contains(at(5), EVENT)).isFalse();
        assertThat(firsts.contains(new Receipt("another topic", 1, 5), EVENT)).isFalse();
        assertThat(firsts.contains(new Receipt("another topic", 1, 6), EVENT)).isTrue();
    }
}
