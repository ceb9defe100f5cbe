package io.revocast.soak;

import io.revocast.embedded.FaultProxy;
import io.revocast.soak.Fault.Healing;
import io.revocast.soak.lab.InstanceProcess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Deals every fault once, in random order, before any comes again. */
final class Faults {
    private static final Duration CLOCK_JUMP = Duration.ofHours(2);

    private final Random random;
    private final List<Fault> wanted;
    private final List<Fault> dealt = new ArrayList<>();

    /**
     * Deals faults by chance.
     *
     * @param names regular expression that is found in the names of the faults to deal; empty for all
     */
    Faults(Random random, String names) {
        this.random = random;
        this.wanted = wanted(names);
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException("--faults must be found in the name of a fault: " + names);
        }
    }

    private static List<Fault> wanted(String names) {
        try {
            Pattern pattern = Pattern.compile(names);
            return all().stream()
                    .filter(fault -> pattern.matcher(fault.name()).find())
                    .toList();
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("--faults must be a regular expression: " + names, e);
        }
    }

    Fault next() {
        if (dealt.isEmpty()) {
            dealt.addAll(wanted);
            Collections.shuffle(dealt, random);
        }
        return dealt.remove(dealt.size() - 1);
    }

    static List<Fault> all() {
        List<Fault> all = new ArrayList<>();
        all.addAll(brokers());
        all.addAll(networks());
        all.addAll(processes());
        all.addAll(LogFaults.all());
        return all;
    }

    private static Fault fault(String name, int shortest, int longest, Fault.Injection injection) {
        return new Fault(name, Duration.ofSeconds(shortest), Duration.ofSeconds(longest), injection);
    }

    private static List<Fault> brokers() {
        return List.of(
                fault("leader killed", 10, 16, (fleet, random) -> kill(fleet, fleet.leader(), 1)),
                fault("follower killed", 3, 8, (fleet, random) -> kill(fleet, fleet.leader() + 1, 1)),
                fault("two brokers killed", 4, 12, (fleet, random) -> kill(fleet, fleet.leader(), 2)),
                fault(
                        "every broker killed",
                        6,
                        14,
                        (fleet, random) -> kill(fleet, 0, fleet.brokers().size())),
                fault("leader stopped", 3, 8, (fleet, random) -> {
                    int leader = fleet.leader();
                    fleet.brokers().terminate(leader);
                    return () -> restart(fleet, List.of(leader));
                }),
                fault("leader's disk full", 10, 16, (fleet, random) -> {
                    int leader = fleet.leader();
                    fleet.brokers().fillDisk(leader);
                    return () -> {
                        fleet.brokers().kill(leader);
                        restart(fleet, List.of(leader));
                    };
                }),
                // A leader that resumes after an election still believes that it leads. It may answer a reader that has
                // not turned away from it yet, which is the stated exception for freshness by probe. The first pause
                // ends before an election, the second after the readers have turned away.
                fault("leader frozen, no election", 2, 5, (fleet, random) -> freeze(fleet)),
                fault("leader frozen, election", 16, 20, (fleet, random) -> freeze(fleet)));
    }

    private static List<Fault> networks() {
        return List.of(
                fault("instance: black hole", 7, 15, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    fleet.network(instance, proxy -> proxy.fault(FaultProxy.Fault.BLACK_HOLE));
                    return () -> fleet.network(instance, FaultProxy::heal);
                }),
                fault("instance: answers lost", 7, 15, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    fleet.network(instance, proxy -> proxy.fault(FaultProxy.Fault.ANSWERS_LOST));
                    return () -> fleet.network(instance, FaultProxy::heal);
                }),
                fault("instance: cut off from the leader", 7, 15, (fleet, random) -> {
                    FaultProxy toLeader = fleet.toLeader(fleet.anyInstance(random));
                    toLeader.fault(FaultProxy.Fault.BLACK_HOLE);
                    return toLeader::heal;
                }),
                fault("instance: connections reset", 0, 0, (fleet, random) -> {
                    fleet.network(fleet.anyInstance(random), FaultProxy::reset);
                    return () -> {};
                }),
                fault("instance: 300 ms each way", 5, 10, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    fleet.network(instance, proxy -> proxy.latency(Duration.ofMillis(300)));
                    return () -> fleet.network(instance, FaultProxy::heal);
                }),
                fault("publisher: black hole", 5, 15, (fleet, random) -> {
                    fleet.publisherNetwork(proxy -> proxy.fault(FaultProxy.Fault.BLACK_HOLE));
                    return () -> fleet.publisherNetwork(FaultProxy::heal);
                }),
                fault("publisher: answers lost", 5, 15, (fleet, random) -> {
                    fleet.publisherNetwork(proxy -> proxy.fault(FaultProxy.Fault.ANSWERS_LOST));
                    return () -> fleet.publisherNetwork(FaultProxy::heal);
                }));
    }

    private static List<Fault> processes() {
        return List.of(
                fault("publisher killed", 1, 5, (fleet, random) -> {
                    fleet.publisher().kill();
                    return () -> {
                        fleet.publisher().start();
                        fleet.publisher().awaitReady();
                    };
                }),
                fault("publisher frozen", 5, 10, (fleet, random) -> {
                    fleet.publisher().pause();
                    return fleet.publisher()::resume;
                }),
                fault("instance frozen", 7, 15, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    instance.pause();
                    return instance::resume;
                }),
                fault("instance killed", 0, 3, (fleet, random) -> {
                    InstanceProcess instance = fleet.anyInstance(random);
                    instance.kill();
                    return instance::start;
                }),
                fault("leader killed, instance started again", 10, 16, (fleet, random) -> {
                    Healing leader = kill(fleet, fleet.leader(), 1);
                    InstanceProcess instance = fleet.anyInstance(random);
                    instance.kill();
                    instance.start();
                    return leader;
                }),
                fault("instance: clock 2 h ahead", 5, 10, (fleet, random) -> setClock(fleet, random, CLOCK_JUMP)),
                fault(
                        "instance: clock 2 h behind",
                        5,
                        10,
                        (fleet, random) -> setClock(fleet, random, CLOCK_JUMP.negated())),
                fault("records overwritten", 1, 3, (fleet, random) -> {
                    fleet.corrupter().smear(random);
                    return () -> {};
                }));
    }

    private static Healing kill(Fleet fleet, int first, int count) throws InterruptedException {
        List<Integer> killed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int broker = (first + i) % fleet.brokers().size();
            fleet.brokers().kill(broker);
            killed.add(broker);
        }
        return () -> restart(fleet, killed);
    }

    private static void restart(Fleet fleet, List<Integer> brokers) throws InterruptedException {
        brokers.forEach(fleet.brokers()::restart);
        fleet.brokers().awaitHealthy(Fleet.TOPIC);
    }

    private static Healing freeze(Fleet fleet) throws InterruptedException {
        int leader = fleet.leader();
        fleet.brokers().pause(leader);
        return () -> {
            fleet.brokers().resume(leader);
            fleet.brokers().awaitHealthy(Fleet.TOPIC);
        };
    }

    private static Healing setClock(Fleet fleet, Random random, Duration skew) {
        InstanceProcess instance = fleet.anyInstance(random);
        instance.skewClock(skew);
        return () -> instance.skewClock(Duration.ZERO);
    }
}
