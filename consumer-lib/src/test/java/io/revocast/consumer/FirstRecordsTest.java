package io.revocast.consumer;

import io.revocast.event.Receipt;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FirstRecordsTest {
    private final FirstRecords firsts = new FirstRecords();

    private static Receipt at(long offset) {
        return new Receipt("topic", 1, offset);
    }

    @Test
    void nothingIsKnownBeforeTheFirstRecordNorOfRecordsThatWereNotAdded() {
        assertThat(firsts.contains(at(0))).isFalse();

        firsts.add(at(5), true);

        assertThat(firsts.contains(at(5))).isTrue();
        assertThat(firsts.contains(at(0))).isFalse();
        assertThat(firsts.contains(new Receipt("topic", 2, 5))).isFalse();
        assertThat(firsts.contains(new Receipt("another topic", 1, 5))).isFalse();
    }

    @Test
    void aRecordThatMadeNothingLiveIsNotOne() {
        firsts.add(at(5), false);

        assertThat(firsts.contains(at(5))).isFalse();
    }

    @Test
    void aRecordReadAgainThatMakesNothingLiveNowIsNoLongerOne() {
        firsts.add(at(5), true);
        firsts.add(at(5), false);

        assertThat(firsts.contains(at(5))).isFalse();
    }

    @Test
    void anOffsetIsNotTakenForTheOneWhosePlaceItHas() {
        firsts.add(at(5), true);
        firsts.add(at(5 + FirstRecords.KEPT), true);

        assertThat(firsts.contains(at(5))).isFalse();
        assertThat(firsts.contains(at(5 + FirstRecords.KEPT))).isTrue();
        assertThat(firsts.contains(at(5 + 2L * FirstRecords.KEPT))).isFalse();
    }

    @Test
    void ofAnotherTopicNothingIsKnownAfterAll() {
        firsts.add(at(5), true);

        firsts.add(new Receipt("another topic", 1, 6), true);

        assertThat(firsts.contains(at(5))).isFalse();
        assertThat(firsts.contains(new Receipt("another topic", 1, 5))).isFalse();
        assertThat(firsts.contains(new Receipt("another topic", 1, 6))).isTrue();
    }
}
