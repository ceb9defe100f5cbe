package io.revocast.consumer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;

import static org.assertj.core.api.Assertions.assertThat;

class MissFilterTest {
    private static final int MANY = 400_000;

    private final MissFilter filter = new MissFilter();
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
            filter.tend(live.size(), this::all);
            add();
            missesNothing();
        }
        assertThat(falselyFound()).as("after").isLessThan(MANY / 500);
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
                filter.tend(live.size(), this::all);
            }
        }
        missesNothing();
        assertThat(falselyFound()).isLessThan(MANY / 500);
    }
}
