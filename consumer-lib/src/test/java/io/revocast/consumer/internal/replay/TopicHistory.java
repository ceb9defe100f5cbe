package io.revocast.consumer.internal.replay;

import io.revocast.consumer.internal.MutableClock;
import io.revocast.consumer.internal.TestToken;
import io.revocast.consumer.internal.store.LiveRevocation;
import io.revocast.consumer.internal.store.PartitionOrder;
import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One target's records in a topic that is given partitions, as publishers append them, and the truth about the target.
 *
 * <p>A publisher may be behind: it may know fewer partitions than there are, and may not have read the last record. The
 * truth does not depend on any order between partitions. A request to revoke holds until an author takes it back who had
 * read its record.
 */
final class TopicHistory {
    static final int MOST_PARTITIONS = 3;
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Target target;
    private final RandomGenerator random;
    /** In the order in which they were appended. */
    private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();

    private final List<Request> requests = new ArrayList<>();
    private final StringBuilder story = new StringBuilder();
    private final ApplyStep runningPublisher = reader(1, true, List.of());
    private final ApplyStep runningService = reader(1, false, List.of());
    private int partitions = 1;

    /** A caller's request to revoke, and where its record stands. */
    private record Request(int partition, long offset, int hours) {}

    /** One thing that happens to the topic. */
    sealed interface Step {
        /**
         * A publisher revokes the target.
         *
         * @param missing how many partitions it does not know
         * @param unread how many of the last records it has not read
         */
        record Revoke(int missing, int unread, int hours) implements Step {}

        /** A publisher takes back what it knows of the target. */
        record Reinstate(int missing, int unread) implements Step {}

        /** An operator adds a partition. */
        record AddPartition() implements Step {}

        /** A publisher re-appends what does not stand where it belongs. */
        record Repair() implements Step {}
    }

    TopicHistory(Target target, RandomGenerator random) {
        this.target = target;
        this.random = random;
    }

    /** Targets with every sequence of partitions that they can hash to while a topic grows from one to three. */
    static Stream<Target> targets() {
        Map<List<Integer>, Target> found = new HashMap<>();
        for (int i = 0; i < 200; i++) {
            Target target = new Target.Token(TestToken.ISSUER, "jti-" + i);
            found.putIfAbsent(List.of(home(target, 2), home(target, 3)), target);
        }
        return found.values().stream();
    }

    private static int home(Target target, int partitions) {
        return Utils.toPositive(Utils.murmur2(ApplyStep.key(target))) % partitions;
    }

    /** Returns false when the step changes nothing, so that the history is another one as well. */
    boolean apply(Step step) {
        story.append(step).append('\n');
        if (step instanceof Step.AddPartition) {
            partitions++;
            Stream.of(runningPublisher, runningService).forEach(this::readAgain);
            return partitions <= MOST_PARTITIONS;
        }
        if (step instanceof Step.Repair) {
            return repair(anyPublisher(shuffled()));
        }
        if (step instanceof Step.Revoke revoke) {
            return revoke.missing() < partitions && revoke.unread() <= records.size() && revoke(revoke);
        }
        Step.Reinstate reinstate = (Step.Reinstate) step;
        return reinstate.missing() < partitions && reinstate.unread() <= records.size() && reinstate(reinstate);
    }

    private void readAgain(ApplyStep reader) {
        reader.writer.onTopicReplaced(partitions);
        shuffled().forEach(reader::apply);
        reader.writer.caughtUp();
    }

    private boolean revoke(Step.Revoke step) {
        int known = partitions - step.missing();
        LiveRevocation live = live(author(known, step.unread()));
        Revocation wanted = new Revocation(target, START.plusSeconds(3600L * step.hours()), null);
        Revocation merged = live == null ? wanted : live.revocation().merge(wanted);
        int partition = home(target, known);
        long offset = append(partition, new RevocationEvent.Revoked(merged, origin()));
        requests.add(new Request(partition, offset, step.hours()));
        return true;
    }

    private boolean reinstate(Step.Reinstate step) {
        int known = partitions - step.missing();
        LiveRevocation live = live(author(known, step.unread()));
        if (live == null) {
            return false;
        }
        Map<Integer, Long> read = read(known, step.unread());
        append(
                home(target, known),
                new RevocationEvent.Reinstated(target, origin(), live.receipt().offset(), read, null));
        requests.removeIf(request -> request.offset() < read.getOrDefault(request.partition(), 0L));
        return true;
    }

    private ApplyStep author(int known, int unread) {
        return reader(
                known,
                true,
                records.subList(0, records.size() - unread).stream()
                        .filter(record -> record.partition() < known)
                        .toList());
    }

    private Map<Integer, Long> read(int known, int unread) {
        Map<Integer, Long> read = new HashMap<>();
        IntStream.range(0, known).forEach(partition -> read.put(partition, 0L));
        records.subList(0, records.size() - unread)
                .forEach(record -> read.computeIfPresent(record.partition(), (partition, end) -> end + 1));
        return read;
    }

    /** A publisher that has read these records re-appends; returns whether it appended anything. */
    boolean repair(ApplyStep publisher) {
        int before = records.size();
        for (PartitionOrder.Displaced each : publisher.writer.displaced().toList()) {
            int home = home(target, partitions);
            long read = read(partitions, 0).getOrDefault(home, 0L);
            appendAndRead(
                    publisher,
                    new RevocationEvent.Reinstated(
                            target,
                            each.event().origin(),
                            Math.max(0, read - 1),
                            Map.of(each.receipt().partition(), each.receipt().offset() + 1, home, read),
                            null));
        }
        LiveRevocation live = live(publisher);
        if (live != null && live.overwritten()) {
            appendAndRead(publisher, new RevocationEvent.Revoked(live.revocation(), origin()));
        }
        return records.size() > before;
    }

    private void appendAndRead(ApplyStep publisher, RevocationEvent event) {
        append(home(target, partitions), event);
        if (publisher != runningPublisher) {
            publisher.apply(records.get(records.size() - 1));
        }
    }

    private long append(int partition, RevocationEvent event) {
        long offset = records.stream()
                .filter(record -> record.partition() == partition)
                .count();
        ConsumerRecord<byte[], byte[]> record = ApplyStep.record(
                partition,
                offset,
                START.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                ApplyStep.key(target),
                EventCodec.encodeValue(event));
        records.add(record);
        runningPublisher.apply(record);
        runningService.apply(record);
        return offset;
    }

    private static Origin origin() {
        return new Origin(new UUID(0x7000, 0x8000L << 48), START, null, null, null);
    }

    /** A publisher that runs since the topic was created, or one that reads it from its beginning, in this order. */
    ApplyStep anyPublisher(List<ConsumerRecord<byte[], byte[]>> order) {
        return random.nextBoolean() ? runningPublisher : fresh(order);
    }

    /** A service that runs since the topic was created. */
    ApplyStep runningService() {
        return runningService;
    }

    /** A list that keeps origins and reads the topic from its beginning, in this order. */
    ApplyStep fresh(List<ConsumerRecord<byte[], byte[]>> order) {
        return reader(partitions, true, order);
    }

    /** A service's list that reads the topic from its beginning, in this order. */
    ApplyStep service(List<ConsumerRecord<byte[], byte[]>> order) {
        return reader(partitions, false, order);
    }

    private static ApplyStep reader(int partitions, boolean keepOrigins, List<ConsumerRecord<byte[], byte[]>> order) {
        MutableClock clock = new MutableClock(START);
        ApplyStep reader = new ApplyStep(clock, clock.nanoTime(), keepOrigins);
        reader.writer.onTopicReplaced(partitions);
        order.forEach(reader::apply);
        reader.writer.caughtUp();
        return reader;
    }

    private @Nullable LiveRevocation live(ApplyStep reader) {
        var entry = reader.store.find(target);
        return entry == null ? null : entry.live();
    }

    /** For how many hours a reader refuses the target; 0 when it does not. */
    long refuses(ApplyStep reader) {
        long until = reader.revokedUntil(target);
        return until == 0 ? 0 : (until - START.getEpochSecond()) / 3600;
    }

    /** For how many hours the target must be refused at least; 0 when it need not be. */
    int truth() {
        return requests.stream().mapToInt(Request::hours).max().orElse(0);
    }

    List<ConsumerRecord<byte[], byte[]>> records() {
        return List.copyOf(records);
    }

    /** Every order in which a consumer may return the records: each partition's in their own. */
    List<List<ConsumerRecord<byte[], byte[]>>> orders() {
        List<List<ConsumerRecord<byte[], byte[]>>> found = new ArrayList<>();
        addOrders(List.of(), new int[MOST_PARTITIONS], found);
        return found;
    }

    private void addOrders(
            List<ConsumerRecord<byte[], byte[]>> begin, int[] next, List<List<ConsumerRecord<byte[], byte[]>>> found) {
        if (begin.size() == records.size()) {
            found.add(begin);
            return;
        }
        for (int partition = 0; partition < MOST_PARTITIONS; partition++) {
            List<ConsumerRecord<byte[], byte[]>> here = of(partition);
            if (next[partition] < here.size()) {
                List<ConsumerRecord<byte[], byte[]>> longer = new ArrayList<>(begin);
                longer.add(here.get(next[partition]));
                int[] after = next.clone();
                after[partition]++;
                addOrders(longer, after, found);
            }
        }
    }

    /** One of these orders. */
    List<ConsumerRecord<byte[], byte[]>> shuffled() {
        List<List<ConsumerRecord<byte[], byte[]>>> left = new ArrayList<>();
        IntStream.range(0, MOST_PARTITIONS).forEach(partition -> left.add(new ArrayList<>(of(partition))));
        List<ConsumerRecord<byte[], byte[]>> order = new ArrayList<>();
        while (order.size() < records.size()) {
            List<ConsumerRecord<byte[], byte[]>> from = left.get(random.nextInt(MOST_PARTITIONS));
            if (!from.isEmpty()) {
                order.add(from.remove(0));
            }
        }
        return order;
    }

    private List<ConsumerRecord<byte[], byte[]>> of(int partition) {
        return records.stream()
                .filter(record -> record.partition() == partition)
                .toList();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(story);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            text.append(record.partition())
                    .append(':')
                    .append(record.offset())
                    .append(' ')
                    .append(new String(record.value(), StandardCharsets.UTF_8))
                    .append('\n');
        }
        return text.toString();
    }
}
