package io.revocast.consumer.internal.store;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class BloomFilterTest {
    private static final int MANY = 400_000;

    private final BloomFilter filter = new BloomFilter(true);
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<Fingerprint> live = new ArrayList<>();

    private void add() {
        Fingerprint next = new Fingerprint(random.nextLong(), 0);
        filter.add(next.quick());
        live.add(next);
    }

    private Iterator<Fingerprint> all() {
        return new ArrayList<>(live).iterator();
    }

    private long falselyFound() {
        return random.longs(MANY).filter(filter::mightContain).count();
    }

    private void missesNothing() {
        assertThat(live).allMatch(fingerprint -> filter.mightContain(fingerprint.quick()));
    }

    @Test
    void holdsWhatItWasMadeForAndFindsFewOthers() {
        filter.expect(MANY);
        for (int i = 0; i < MANY; i++) {
            add();
        }
        missesNothing();
        assertThat(falselyFound()).isLessThan(MANY / 500);
    }

    @Test
    void growsSliceBySliceWithoutMissingWhatIsAddedMeanwhile() {
        for (int i = 0; i < MANY; i++) {
            add();
        }
        assertThat(falselyFound()).as("before").isGreaterThan(MANY / 2);
        for (int slice = 0; slice < 10; slice++) {
            filter.rebuildFilterSlice(this::all);
            add();
            missesNothing();
        }
        assertThat(falselyFound()).as("after").isLessThan(MANY / 500);
    }

    @Test
    void countsAndHoldsOnlyItsOwnKind() {
        for (int i = 0; i < 100; i++) {
            add();
        }
        List<Fingerprint> everything = new ArrayList<>(live);
        random.longs(MANY).forEach(quick -> everything.add(Fingerprint.of(quick, 0, false)));
        // Once more than there is room for at first, so that the filter is rebuilt.
        for (int i = 0; i < 20_000; i++) {
            filter.add(live.get(i % live.size()).quick());
        }

        for (int slice = 0; slice < 10; slice++) {
            filter.rebuildFilterSlice(everything::iterator);
        }

        missesNothing();
        assertThat(falselyFound()).isLessThan(10);
    }

    @Test
    void forgetsInTimeWhatIsNoLongerLive() {
        filter.expect(MANY);
        for (int round = 0; round < 3; round++) {
            live.clear();
            for (int i = 0; i < MANY; i++) {
                add();
            }
            for (int slice = 0; slice < 10; slice++) {
                filter.rebuildFilterSlice(this::all);
            }
        }
        missesNothing();
        assertThat(falselyFound()).isLessThan(MANY / 500);
    }
}
