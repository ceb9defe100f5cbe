package io.revocast.consumer.internal.store;

import io.revocast.event.Receipt;
import io.revocast.event.Target;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.common.utils.Utils;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Keeps the order of a target's records after partitions were added, when one target has records in several partitions.
 *
 * <p>Kafka orders records within a partition only. Revocations merge by maximum, in any order. A reinstatement
 * therefore counts only in the <em>home</em> partition of its key, the one to which the key hashes now. It may name the
 * offsets up to which its author had read the other partitions. It takes back the revocations below those offsets, in
 * whichever order a reader reads the two. Everything else in another partition fails closed: revocations apply,
 * reinstatements do not.
 *
 * <p>The memory grows with the reinstated targets and not with the revocations. The replay thread writes; any thread
 * may call {@link #displaced}.
 */
public final class PartitionOrder {
    /** A reader that has forgotten a reinstatement refuses the token until it expires. */
    private static final int MOST_REMEMBERED = 100_000;

    private final Map<Target, Map<Integer, Long>> takenBack = new LinkedHashMap<>();
    private final Map<Target, Displaced> displaced = new ConcurrentHashMap<>();
    private volatile int partitions = 1;

    /** A reinstatement that stands outside its home partition, and where. */
    public record Displaced(RevocationEvent.Reinstated event, Receipt receipt) {}

    /** Begins with a log that is read from its beginning. */
    public void restart(int newPartitions) {
        partitions = newPartitions;
        takenBack.clear();
        displaced.clear();
    }

    /** Whether a key hashes to the partition in which its record stands, by the rule that publishers follow. */
    public boolean isHome(byte[] key, int partition) {
        return partitions == 1 || home(key) == partition;
    }

    /** The partition to which a key hashes. */
    public int home(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % partitions;
    }

    /** Whether there may be revocations that a reinstatement took back from another partition. */
    public boolean hasTakenBack() {
        return !takenBack.isEmpty();
    }

    /** Whether the author of a reinstatement had read this record of the target, in another than the home partition. */
    public boolean isTakenBack(Target target, int partition, long offset) {
        return offset < takenBack.getOrDefault(target, Map.of()).getOrDefault(partition, 0L);
    }

    /** Remembers what a reinstatement in its home partition took back from others. */
    public void takeBack(RevocationEvent.Reinstated event, int home) {
        displaced.remove(event.target());
        Map<Integer, Long> others = new HashMap<>(event.seen());
        others.remove(home);
        if (others.isEmpty()) {
            return;
        }
        // Authors read on: what an earlier one had read, a later one had read too.
        takenBack.merge(event.target(), Map.copyOf(others), (before, now) -> {
            Map<Integer, Long> both = new HashMap<>(before);
            now.forEach((partition, offset) -> both.merge(partition, offset, Math::max));
            return Map.copyOf(both);
        });
        if (takenBack.size() > MOST_REMEMBERED) {
            takenBack.remove(takenBack.keySet().iterator().next());
        }
    }

    /**
     * Remembers a reinstatement that does not count where it stands, for the publisher to append to its home. Returns it
     * with where it stands.
     */
    public Displaced displace(RevocationEvent.Reinstated event, Receipt receipt) {
        Displaced now = new Displaced(event, receipt);
        if (displaced.size() < MOST_REMEMBERED) {
            displaced.put(event.target(), now);
        }
        return now;
    }

    /** The reinstatements that stand outside their home partitions, weakly consistent. */
    public Stream<Displaced> displaced() {
        return displaced.values().stream();
    }
}
