package io.revocast.publisher.kafka;

import io.revocast.publisher.kafka.OffsetIndex.Kind;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class OffsetIndexTest {
    @Test
    void everyRequestIsFoundWhereItsEntryStands() {
        OffsetIndex index = new OffsetIndex();
        Random hashes = new Random(7);

        for (int i = 0; i < 100_000; i++) {
            index.add(hashes.nextLong(), i, Kind.GRANTED);
        }

        Random again = new Random(7);
        for (int i = 0; i < 100_000; i++) {
            assertThat(index.find(again.nextLong())).isEqualTo(i);
        }
        assertThat(index.find(1)).isNegative();
    }

    @Test
    void lastConfirmedEntryReplacesTheOthersAndStays() {
        OffsetIndex index = new OffsetIndex();
        index.add(0, 5, Kind.GRANTED);
        index.add(0, 6, Kind.GRANTED);
        long granted = index.find(0);
        index.add(0, 7, Kind.CONFIRMED);
        index.add(0, 8, Kind.GRANTED);
        long confirmed = index.find(0);
        index.add(0, 10, Kind.CONFIRMED);
        index.add(0, 9, Kind.FORGOTTEN);

        assertThat(granted).isEqualTo(5);
        assertThat(confirmed).isEqualTo(7);
        assertThat(index.find(0)).isEqualTo(10);
    }

    @Test
    void requestOfWhichNothingWasWrittenIsForgottenAndMayComeAgain() {
        OffsetIndex index = new OffsetIndex();
        index.add(1, 5, Kind.GRANTED);
        index.add(1, 6, Kind.FORGOTTEN);
        long forgotten = index.find(1);
        index.add(1, 7, Kind.GRANTED);

        assertThat(forgotten).isNegative();
        assertThat(index.find(1)).isEqualTo(7);
    }

    @Test
    void oldestAreDroppedInBoundedMemory() {
        OffsetIndex index = new OffsetIndex(1000);

        for (int i = 0; i < 10_000; i++) {
            index.add(i, i, Kind.CONFIRMED);
        }

        assertThat(index.size()).isBetween(1000, 2000);
        assertThat(index.find(9_999)).isEqualTo(9_999);
        assertThat(index.find(9_000)).isEqualTo(9_000);
        assertThat(index.find(0)).isNegative();
    }
}
