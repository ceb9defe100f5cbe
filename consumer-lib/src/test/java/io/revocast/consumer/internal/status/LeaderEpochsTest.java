package io.revocast.consumer.internal.status;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class LeaderEpochsTest {
    /** Offsets 0 to 9 are of the leader of epoch 2, and 10 to 14 of that of epoch 5; the leader of epoch 7 goes on. */
    private static final LeaderEpochs READ =
            LeaderEpochs.NONE.with(2, 0).with(2, 9).with(5, 10).with(7, 15).with(7, 16);

    @Test
    void readerThatIsBehindHasReadTheSameRecords() {
        assertThat(READ.shared(6, 2)).isEqualTo(6);
        assertThat(READ.shared(10, 2)).isEqualTo(10);
        assertThat(READ.shared(12, 5)).isEqualTo(12);
        assertThat(READ.shared(17, 7)).isEqualTo(17);
    }

    @Test
    void recordsThatTheLogHasLostAreNotShared() {
        assertThat(READ.shared(11, 2)).isEqualTo(10);
        assertThat(READ.shared(1_000, 5)).isEqualTo(15);
    }

    @Test
    void nothingIsKnownOfALeaderWithoutARecord() {
        assertThat(READ.shared(6, 1)).isZero();
        assertThat(READ.shared(12, 4)).isZero();
        assertThat(READ.shared(17, 8)).isZero();
        assertThat(LeaderEpochs.NONE.shared(6, 2)).isZero();
    }

    @Test
    void newestIsThatOfTheLastRecord() {
        assertThat(LeaderEpochs.NONE.newest()).isNull();
        assertThat(READ.newest()).isEqualTo(7);
    }

    @Test
    void smallerEpochIsThatOfAnotherLog() {
        LeaderEpochs restored = READ.with(3, 17);

        assertThat(restored.newest()).isEqualTo(3);
        assertThat(restored.shared(17, 7)).isZero();
    }

    @Test
    void oldestOfTooManyAreForgotten() {
        LeaderEpochs read = LeaderEpochs.NONE;
        for (int epoch = 0; epoch <= LeaderEpochs.KEPT; epoch++) {
            read = read.with(epoch, 10L * epoch);
        }

        assertThat(read.shared(5, 0)).isZero();
        assertThat(read.shared(100, 1)).isEqualTo(20);
        assertThat(read.shared(100_000, LeaderEpochs.KEPT)).isEqualTo(100_000);
    }

    /** Leaders win with a log of any replica, and append. The expected answer compares the logs record by record. */
    @Test
    void nothingIsSharedThatDiffers() {
        Random random = new Random(1);
        int shared = 0;
        for (int round = 0; round < 2_000; round++) {
            List<List<Integer>> replicas = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
            for (int epoch = 0; epoch < 8; epoch++) {
                int leads = random.nextInt(replicas.size());
                List<Integer> leader = replicas.get(leads);
                for (int records = random.nextInt(4); records > 0; records--) {
                    leader.add(epoch);
                }
                for (int follower = 0; follower < replicas.size(); follower++) {
                    if (follower != leads && random.nextBoolean()) {
                        follow(replicas.get(follower), leader, random);
                    }
                }
            }
            List<Integer> one = replicas.get(0);
            List<Integer> other = replicas.get(1);
            if (!one.isEmpty()) {
                long common = read(other).shared(one.size(), one.get(one.size() - 1));
                assertThat(Math.min(common, other.size()))
                        .as("%s %s", one, other)
                        .isLessThanOrEqualTo(equalRecords(one, other));
                shared += common > 0 ? 1 : 0;
            }
        }
        assertThat(shared).isPositive();
    }

    /** A follower drops what its leader does not have, and reads on. */
    private static void follow(List<Integer> follower, List<Integer> leader, Random random) {
        int same = equalRecords(follower, leader);
        follower.subList(same, follower.size()).clear();
        int end = same + random.nextInt(leader.size() - same + 1);
        follower.addAll(leader.subList(same, end));
    }

    private static int equalRecords(List<Integer> one, List<Integer> other) {
        int at = 0;
        while (at < one.size() && at < other.size() && one.get(at).equals(other.get(at))) {
            at++;
        }
        return at;
    }

    private static LeaderEpochs read(List<Integer> log) {
        LeaderEpochs read = LeaderEpochs.NONE;
        for (int offset = 0; offset < log.size(); offset++) {
            read = read.with(log.get(offset), offset);
        }
        return read;
    }
}
