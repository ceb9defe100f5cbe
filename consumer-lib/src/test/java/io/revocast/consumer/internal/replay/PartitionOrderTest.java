package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.consumer.internal.store.PartitionOrder;
import io.revocast.event.Receipt;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RandomEvents;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records of one target in several partitions, after partitions were added, in every order in which they can be read.
 */
class PartitionOrderTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final int HISTORIES = 3_000;

    private final RandomEvents events = RandomEvents.seeded();
    private final RandomGenerator random = events.random();

    /** The log of one topic: the records of each partition, in their order. */
    private static final class Log {
        final int partitions;
        final List<List<ConsumerRecord<byte[], byte[]>>> records;

        Log(int partitions) {
            this.partitions = partitions;
            this.records = IntStream.range(0, partitions)
                    .<List<ConsumerRecord<byte[], byte[]>>>mapToObj(unused -> new ArrayList<>())
                    .toList();
        }

        int home(Target target) {
            return Utils.toPositive(Utils.murmur2(ApplyStep.key(target))) % partitions;
        }

        long end(int partition) {
            return records.get(partition).size();
        }

        long append(int partition, Target target, byte @Nullable [] value) {
            long offset = end(partition);
            records.get(partition)
                    .add(ApplyStep.record(
                            partition,
                            offset,
                            START.toEpochMilli(),
                            TimestampType.LOG_APPEND_TIME,
                            ApplyStep.key(target),
                            value));
            return offset;
        }

        long revoke(int partition, Target target) {
            return revoke(partition, target, origin());
        }

        long revoke(int partition, Target target, Origin origin) {
            Revocation revocation = new Revocation(target, START.plusSeconds(3600), null);
            return append(partition, target, EventCodec.encodeValue(new RevocationEvent.Revoked(revocation, origin)));
        }

        long reinstate(int partition, Target target, @Nullable Long upTo, Map<Integer, Long> seen) {
            return append(
                    partition,
                    target,
                    EventCodec.encodeValue(new RevocationEvent.Reinstated(target, origin(), upTo, seen, null)));
        }

        private static Origin origin() {
            return new Origin(new UUID(0x7000, 0x8000L << 48), START, null, null, null);
        }
    }

    /** A target that partition 0 held alone, and that hashes to another one of three. */
    private static Target moved(Log log) {
        return IntStream.range(0, 100)
                .<Target>mapToObj(i -> new Target.Token(TestToken.ISSUER, "jti-" + i))
                .filter(target -> log.home(target) != 0)
                .findFirst()
                .orElseThrow();
    }

    private static ApplyStep reader(Log log, boolean keepOrigins) {
        MutableClock clock = new MutableClock(START);
        ApplyStep step = new ApplyStep(clock, clock.nanoTime(), keepOrigins);
        step.writer.onTopicReplaced(log.partitions);
        return step;
    }

    private static ApplyStep read(Log log, boolean keepOrigins, int... order) {
        ApplyStep reader = reader(log, keepOrigins);
        for (int partition : order) {
            log.records.get(partition).forEach(reader::apply);
        }
        return reader;
    }

    private static boolean isRevoked(ApplyStep reader, Target target) {
        return reader.revokedUntil(target) > 0;
    }

    /** Case R6. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOldReinstatementNeverRemovesARevocationThatWasMadeAfterPartitionsWereAdded(boolean keepOrigins) {
        Log log = new Log(3);
        Target target = moved(log);
        log.revoke(0, target);
        log.reinstate(0, target, null, Map.of());
        log.revoke(log.home(target), target);

        assertThat(isRevoked(read(log, keepOrigins, 0, 1, 2), target)).isTrue();
        ApplyStep reader = read(log, keepOrigins, 2, 1, 0);
        assertThat(isRevoked(reader, target)).isTrue();
        assertThat(reader.counters.snapshot().values()).containsEntry("events.ignored.misplaced", 1L);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReinstatementInItsHomeTakesBackWhatItsAuthorHadReadElsewhereInEveryOrder(boolean keepOrigins) {
        Log log = new Log(3);
        Target target = moved(log);
        log.revoke(0, target);
        log.reinstate(log.home(target), target, null, Map.of(0, 1L));

        assertThat(isRevoked(read(log, keepOrigins, 0, 1, 2), target)).isFalse();
        assertThat(isRevoked(read(log, keepOrigins, 2, 1, 0), target)).isFalse();
    }

    /** Case R6b: a publisher with old metadata revokes in partition 0 after the reinstatement. */
    @Test
    void aRevocationThatAReinstatementHadNotSeenIsKeptByThePublisherWhateverItReadsFirst() {
        Log log = new Log(3);
        Target target = moved(log);
        log.revoke(0, target);
        long copied = log.revoke(log.home(target), target);
        log.reinstate(log.home(target), target, copied, Map.of(0, 1L));
        log.revoke(0, target);

        for (ApplyStep publisher : List.of(read(log, true, 0, 1, 2), read(log, true, 2, 1, 0))) {
            assertThat(isRevoked(publisher, target)).isTrue();
            assertThat(publisher.store.find(target))
                    .extracting(entry -> entry.live().overwritten())
                    .as("to be appended to its home")
                    .isEqualTo(true);
        }
        assertThat(isRevoked(read(log, false, 2, 1, 0), target))
                .as("a service that follows")
                .isTrue();
    }

    @Test
    void whatTheHomePartitionSaysIsNotAppendedAgainForWhatStandsElsewhere() {
        Log log = new Log(3);
        Target target = moved(log);
        log.revoke(0, target);
        long copied = log.revoke(log.home(target), target);

        for (ApplyStep publisher : List.of(read(log, true, 0, 1, 2), read(log, true, 2, 1, 0))) {
            LiveRevocation live =
                    Objects.requireNonNull(publisher.store.find(target)).live();
            assertThat(live.overwritten()).isFalse();
            assertThat(live.receipt()).isEqualTo(new Receipt(ApplyStep.TOPIC_ID, log.home(target), copied));
        }
    }

    @Test
    void aHomeRecordThatSaysTheSameDoesNotHideARecordElsewhereThatAReinstatementHadNotSeen() {
        Log log = new Log(3);
        Target target = moved(log);
        int home = log.home(target);
        long first = log.revoke(home, target);
        log.revoke(0, target);
        log.reinstate(home, target, first, Map.of(0, 0L, home, first + 1));
        ApplyStep publisher = reader(log, true);
        publisher.apply(log.records.get(home).get(0));
        publisher.apply(log.records.get(0).get(0));
        publisher.apply(log.records.get(home).get(1));

        assertThat(isRevoked(publisher, target)).isTrue();
        assertThat(Objects.requireNonNull(publisher.store.find(target)).live().overwritten())
                .as("to be appended again, for services")
                .isTrue();
    }

    @Test
    void aReinstatementOfAnAuthorThatDidNotKnowAPartitionLeavesTheRecordThere() {
        Log log = new Log(3);
        Target target = moved(log);
        int home = log.home(target);
        log.revoke(0, target);
        long first = log.revoke(home, target);
        log.reinstate(home, target, first, Map.of());

        assertThat(isRevoked(read(log, true, 0, 1, 2), target)).isTrue();
    }

    @Test
    void aReinstatementWhoseKeyMovedIsNotAppendedAgainForARevocationThatItsAuthorHadNotRead() {
        Log log = new Log(3);
        Target target = moved(log);
        long first = log.revoke(0, target);
        log.revoke(0, target);
        log.reinstate(0, target, first, Map.of());

        ApplyStep publisher = read(log, true, 0, 1, 2);

        assertThat(publisher.writer.displaced()).isEmpty();
        assertThat(Objects.requireNonNull(publisher.store.find(target)).live().overwritten())
                .as("to be appended to its home")
                .isTrue();
    }

    /** Callers know the later id: a reinstatement by it must find the revocation. */
    @Test
    void aRevocationAfterAReinstatementHasItsOwnIdInWhicheverPartitionItStands() {
        Origin later = new Origin(new UUID(0x7001, 0x8000L << 48), START, null, null, null);
        for (boolean atHome : List.of(true, false)) {
            Log log = new Log(3);
            Target target = moved(log);
            long first = log.revoke(0, target);
            log.reinstate(0, target, first, Map.of());
            log.revoke(atHome ? log.home(target) : 0, target, later);

            for (ApplyStep publisher : List.of(read(log, true, 0, 1, 2), read(log, true, 2, 1, 0))) {
                assertThat(Objects.requireNonNull(publisher.store.find(target))
                                .live()
                                .origin())
                        .isEqualTo(later);
            }
        }
    }

    /** Two publishers append it again; between the two, a caller revokes once more. */
    @Test
    void aReinstatementThatIsAppendedAgainTakesBackNothingThatItsAuthorHadNotRead() {
        Log log = new Log(3);
        Target target = moved(log);
        int home = log.home(target);
        log.revoke(0, target);
        log.reinstate(0, target, null, Map.of());
        log.reinstate(home, target, 0L, Map.of(0, 2L));
        log.revoke(home, target);
        log.reinstate(home, target, 0L, Map.of(0, 2L));

        ApplyStep publisher = read(log, true, 0, 1, 2);

        assertThat(isRevoked(publisher, target)).isTrue();
        assertThat(Objects.requireNonNull(publisher.store.find(target)).live().overwritten())
                .as("to be appended again, for services")
                .isTrue();
    }

    @Test
    void aReinstatementWhoseKeyMovedIsToldToThePublisherAndARevocationAfterItIsNot() {
        Log log = new Log(3);
        Target target = moved(log);
        log.revoke(0, target);
        log.reinstate(0, target, null, Map.of());

        assertThat(read(log, true, 0, 1, 2).writer.displaced())
                .singleElement()
                .extracting(PartitionOrder.Displaced::receipt)
                .isEqualTo(new Receipt(ApplyStep.TOPIC_ID, 0, 1));

        log.revoke(0, target);
        assertThat(read(log, true, 0, 1, 2).writer.displaced()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anyRecordsInAnyPartitionsReadInAnyInterleavingEndAsInTheModel(boolean keepOrigins) {
        for (int i = 0; i < HISTORIES; i++) {
            Log log = new Log(1 + random.nextInt(4));
            List<Target> targets = IntStream.range(0, 3)
                    .<Target>mapToObj(n -> new Target.Token(TestToken.ISSUER, "jti-" + random.nextInt(50)))
                    .distinct()
                    .toList();
            for (int step = 0; step < 12; step++) {
                appendAny(log, targets.get(random.nextInt(targets.size())));
            }
            ApplyStep reader = reader(log, keepOrigins);
            interleaved(log).forEach(reader::apply);
            targets.forEach(target -> agree(log, target, keepOrigins, isRevoked(reader, target)));
        }
    }

    private void appendAny(Log log, Target target) {
        int home = log.home(target);
        int partition = random.nextBoolean() ? home : random.nextInt(log.partitions);
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> log.revoke(partition, target);
            case 3, 4 -> {
                Map<Integer, Long> seen = new HashMap<>();
                for (int other = 0; other < log.partitions && random.nextInt(4) > 0; other++) {
                    // Authors lag behind a little.
                    seen.put(other, Math.max(0, log.end(other) - random.nextInt(2)));
                }
                seen.remove(partition);
                log.reinstate(partition, target, null, seen);
            }
            default -> log.append(partition, target, null);
        }
    }

    /** One order in which a consumer may return the records; a stretch may come twice. */
    private List<ConsumerRecord<byte[], byte[]>> interleaved(Log log) {
        int[] next = new int[log.partitions];
        List<ConsumerRecord<byte[], byte[]>> order = new ArrayList<>();
        while (IntStream.range(0, log.partitions).anyMatch(p -> next[p] < log.end(p))) {
            int partition = random.nextInt(log.partitions);
            if (next[partition] < log.end(partition)) {
                order.add(log.records.get(partition).get(next[partition]));
                next[partition]++;
                if (random.nextInt(20) == 0) {
                    next[partition] = random.nextInt(next[partition]);
                    // Not for ever.
                    order.addAll(log.records.get(partition).subList(next[partition], (int) log.end(partition)));
                    next[partition] = (int) log.end(partition);
                }
            }
        }
        return order;
    }

    /** What the records say whatever the order between partitions, and what is open where nothing orders them. */
    private void agree(Log log, Target target, boolean keepOrigins, boolean revoked) {
        int home = log.home(target);
        boolean homeRevoked = false;
        boolean homeReinstated = false;
        Map<Integer, Long> seen = new HashMap<>();
        Map<Integer, Long> seenLast = Map.of();
        for (RevocationEvent event : eventsOf(log, home, target).values()) {
            if (event instanceof RevocationEvent.Reinstated reinstated) {
                homeRevoked = false;
                homeReinstated = true;
                seenLast = reinstated.seen();
                seenLast.forEach((partition, offset) -> seen.merge(partition, offset, Math::max));
            } else {
                homeRevoked = true;
            }
        }
        boolean unseenElsewhere = false;
        boolean unseenByLast = false;
        for (int partition = 0; partition < log.partitions; partition++) {
            if (partition != home) {
                long from = seen.getOrDefault(partition, 0L);
                Map<Long, RevocationEvent> here = eventsOf(log, partition, target);
                here.values().removeIf(event -> !(event instanceof RevocationEvent.Revoked));
                unseenElsewhere |= here.keySet().stream().anyMatch(offset -> offset >= from);
                long fromLast = seenLast.getOrDefault(partition, 0L);
                unseenByLast |= here.keySet().stream().anyMatch(offset -> offset >= fromLast);
            }
        }
        if (homeRevoked || (unseenElsewhere && !homeReinstated)) {
            assertThat(revoked).as("%s is revoked, of %s", target, events).isTrue();
        } else if (!unseenElsewhere && !(keepOrigins && unseenByLast)) {
            // A publisher fails closed when the last author had read less than an earlier one.
            assertThat(revoked).as("%s is reinstated, of %s", target, events).isFalse();
        }
    }

    private static Map<Long, RevocationEvent> eventsOf(Log log, int partition, Target target) {
        Map<Long, RevocationEvent> found = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : log.records.get(partition)) {
            try {
                if (record.value() != null && EventCodec.decodeKey(record.key()).equals(target)) {
                    found.put(record.offset(), EventCodec.decodeValue(target, record.value()));
                }
            } catch (MalformedEventException e) {
                throw new AssertionError(e);
            }
        }
        return found;
    }
}
