package io.revocast.soak;

import io.revocast.soak.Fault.Healing;
import io.revocast.soak.lab.InstanceProcess;
import io.revocast.soak.lab.TopicAdmin;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Faults that put another log in place of the one that readers know: a topic that is deleted and re-created, partitions
 * that are added, another cluster behind the same addresses. Each is dealt with a running fleet and with an instance that
 * SIGSTOP keeps from seeing the change.
 */
final class LogFaults {
    /** The publisher appends some thousands of revocations again, one after the other. */
    private static final Duration REFILL_LIMIT = Duration.ofSeconds(90);

    private static final int MOST_ADDED = 2;
    private static final int SHORTEST_FREEZE_MILLIS = 300;
    private static final int LONGEST_FREEZE_MILLIS = 2_000;
    private static final int ACKNOWLEDGED_FIRST_MILLIS = 400;
    private static final int PAST_THE_OLD_END = 200;

    private LogFaults() {}

    static List<Fault> all() {
        Duration none = Duration.ZERO;
        Duration shortest = Duration.ofSeconds(8);
        Duration longest = Duration.ofSeconds(14);
        return List.of(
                new Fault("topic re-created", none, none, (fleet, random) -> recreate(fleet, null)),
                new Fault("topic re-created, instance frozen", none, none, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    Healing refill = recreate(fleet, instance);
                    wake(instance, random);
                    return refill;
                }),
                new Fault("partitions added", none, none, (fleet, random) -> addPartitions(fleet, random)),
                new Fault("partitions added, instance frozen", none, none, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    instance.pause();
                    Healing healing = addPartitions(fleet, random);
                    wake(instance, random);
                    return healing;
                }),
                new Fault("cluster swapped", shortest, longest, (fleet, random) -> {
                    swap(fleet, null);
                    return () -> swapBack(fleet, null, random);
                }),
                new Fault("cluster swapped, instance frozen", shortest, longest, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    swap(fleet, instance);
                    wake(instance, random);
                    return () -> swapBack(fleet, instance, random);
                }));
    }

    /** Lets a frozen instance go on after a while. */
    private static void wake(InstanceProcess instance, Random random) throws InterruptedException {
        Thread.sleep(SHORTEST_FREEZE_MILLIS + random.nextInt(LONGEST_FREEZE_MILLIS - SHORTEST_FREEZE_MILLIS));
        instance.resume();
    }

    /** The topic is deleted and re-created with its settings and one partition. It is healed when it is refilled. */
    private static Healing recreate(Fleet fleet, @Nullable InstanceProcess frozen) throws InterruptedException {
        TopicAdmin topics = fleet.topics();
        TopicAdmin.Shape shape = topics.shape(Fleet.TOPIC).withPartitions(1);
        long end = topics.end(Fleet.TOPIC, 0);
        fleet.atRest(frozen, () -> topics.recreate(shape));
        if (frozen != null) {
            // The first records are acknowledged ones, and the new log grows past the position in the old one.
            Thread.sleep(ACKNOWLEDGED_FIRST_MILLIS);
            fleet.filler().fill(0, end + PAST_THE_OLD_END);
        }
        return () -> awaitRefilled(fleet);
    }

    private static void awaitRefilled(Fleet fleet) throws InterruptedException, NotHealedException {
        fleet.brokers().awaitHealthy(Fleet.TOPIC);
        fleet.log().awaitComplete(REFILL_LIMIT);
    }

    private static Healing addPartitions(Fleet fleet, Random random) throws InterruptedException {
        fleet.topics().addPartitions(Fleet.TOPIC, 1 + random.nextInt(MOST_ADDED));
        return () -> fleet.brokers().awaitHealthy(Fleet.TOPIC);
    }

    /** Another cluster, of one broker, takes the addresses. Its topic has the same name and a longer log. */
    private static void swap(Fleet fleet, @Nullable InstanceProcess frozen) throws InterruptedException {
        SecondCluster second = fleet.secondCluster();
        second.prepare(fleet.topics(), PAST_THE_OLD_END);
        fleet.atRest(frozen, second.brokers()::takeAddresses);
    }

    /** The first cluster takes the addresses again. It is healed when it has what the second one acknowledged. */
    private static void swapBack(Fleet fleet, @Nullable InstanceProcess frozen, Random random)
            throws InterruptedException, NotHealedException {
        String missing = fleet.atRest(frozen, fleet.brokers()::takeAddresses);
        if (frozen != null) {
            wake(frozen, random);
        }
        if (!missing.isEmpty()) {
            throw new NotHealedException("before the first cluster was back, " + missing);
        }
        awaitRefilled(fleet);
    }
}
