package io.revocast.publisher.append;

import io.revocast.event.Target;
import io.revocast.publisher.request.UnavailableException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class TargetLocksTest {
    private static final List<Target> TARGETS = IntStream.range(0, 10)
            .<Target>mapToObj(i -> new Target.Token("https://issuer", "t" + i))
            .toList();

    private final TargetLocks locks = new TargetLocks(Duration.ofSeconds(20));

    @Test
    void oneHolderAtATimeChangesATargetAndNobodyWaitsInACircle() throws Exception {
        int[] unguarded = new int[TARGETS.size()];
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        for (int w = 0; w < 8; w++) {
            Random random = new Random(w);
            workers.add(CompletableFuture.runAsync(() -> {
                for (int round = 0; round < 500; round++) {
                    List<Target> some = new ArrayList<>(TARGETS);
                    Collections.shuffle(some, random);
                    some = some.subList(0, 3);
                    try (TargetLocks.Held held = locks.lock(some)) {
                        assertThat(held).isNotNull();
                        some.forEach(target -> unguarded[TARGETS.indexOf(target)]++);
                    } catch (UnavailableException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }));
        }

        CompletableFuture.allOf(workers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);

        assertThat(IntStream.of(unguarded).sum()).isEqualTo(8 * 500 * 3);
    }

    @Test
    void whatSomebodyHoldsIsNotHadAndWhatWasTakenBesideItIsFreedAgain() throws Exception {
        TargetLocks.Held first = locks.lock(TARGETS.subList(5, 6));

        assertThat(locks.tryLock(TARGETS)).isEmpty();
        assertThat(locks.tryLock(TARGETS.subList(0, 5))).isPresent();
        first.close();
        assertThat(locks.tryLock(TARGETS.subList(5, 10))).isPresent();
    }

    @Test
    void patienceEnds() throws Exception {
        TargetLocks impatient = new TargetLocks(Duration.ofMillis(10));
        impatient.lock(TARGETS);

        UnavailableException busy =
                catchThrowableOfType(UnavailableException.class, () -> impatient.lock(TARGETS.subList(3, 4)));

        assertThat(busy.certainty()).isEqualTo(UnavailableException.Certainty.NOT_WRITTEN);
    }
}
