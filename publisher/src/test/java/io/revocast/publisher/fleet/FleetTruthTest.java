package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.consumer.internal.status.LeaderEpochs;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.publisher.fleet.AppliedTime.Precision;
import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories of a fleet and of a log, which may lose its end. Whatever happens, the publisher claims no more than what
 * is true, also one that restarts and finds only some of the reports.
 */
class FleetTruthTest {
    private static final String TOPIC = "topic-1";
    private static final int HISTORIES = 300;
    private static final int STEPS = 120;
    private static final int INSTANCES = 4;
    private static final Duration UNCERTAINTY = Duration.ofMillis(3);

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final OwnPosition own = new OwnPosition(null);
    private final List<Event> log = new ArrayList<>();
    private int epoch;
    /** What the publisher has read of the log. */
    private final List<Event> read = new ArrayList<>();

    private int replay;
    private boolean outage;
    private final List<Learned> learned = new ArrayList<>();
    private final List<Sent> status = new ArrayList<>();
    /** What processes said under each name: the last report, and those before it while the publisher holds reports back. */
    private final Map<String, List<Said>> reported = new HashMap<>();

    /**
     * What a process knew when it reported.
     *
     * @param closed whether it said that it ends
     */
    private record Said(InstanceProcess process, Set<Event> applied, boolean closed) {}

    private record Sent(InstanceReport report, Instant at) {}

    /** An event; no two have the same number. */
    private record Event(int number, int epoch, Instant appendedAt) {}

    /** What the publisher has read at an offset, and in which replay. */
    private record Learned(Event event, int offset, int replay) {}

    /** What is true of one process. */
    private static final class InstanceProcess {
        final boolean otherTopic;
        /** When it applied each event live; null for those of its replay. */
        final Map<Event, Instant> live = new HashMap<>();

        final List<Event> log = new ArrayList<>();
        final Set<Event> applied = new HashSet<>();
        /** It is then not known whether an event before its first report was live, and no time is claimed for it. */
        boolean readAgain;

        InstanceProcess(boolean otherTopic) {
            this.otherTopic = otherTopic;
        }
    }

    private final class Instance {
        final SimulatedInstance reports;
        InstanceProcess process;
        boolean alive = true;
        /** It reads nothing, and still reports. */
        boolean cutOff;

        Instance(String name, boolean otherTopic, Random random) {
            reports = new SimulatedInstance("pay", name, otherTopic ? "topic-9" : TOPIC)
                    .reading(otherTopic ? "revocast.staging" : OwnPosition.TOPIC, Duration.ofSeconds(10))
                    .clockAhead(Duration.ofSeconds(random.nextInt(41) - 20))
                    .readingAgain();
            process = new InstanceProcess(otherTopic);
            start();
        }

        void start() {
            alive = true;
            cutOff = false;
            process = new InstanceProcess(process.otherTopic);
            reports.restarted().pass(0, 0);
            read(log.size(), false);
            reports.caughtUp();
        }

        void read(int most, boolean live) {
            if (!isBeginning(process.log)) {
                readAgain();
                return;
            }
            for (int i = 0; i < most && process.log.size() < log.size(); i++) {
                Event next = log.get(process.log.size());
                reports.apply(0, process.log.size(), now).epoch(0, next.epoch());
                process.log.add(next);
                process.applied.add(next);
                if (live) {
                    process.live.put(next, now);
                }
            }
        }

        void readAgain() {
            process.readAgain = true;
            process.log.clear();
            reports.readingAgain().pass(0, 0);
            read(log.size(), false);
            reports.caughtUp();
        }

        void report(KnownFleet fleet, String state, Duration late) {
            InstanceReport report = reports.report(now, state);
            now = now.plus(late);
            status.add(new Sent(report, now));
            reported.computeIfAbsent(report.id().instance(), unused -> new ArrayList<>())
                    .add(new Said(process, Set.copyOf(process.applied), state.equals(InstanceReport.CLOSED)));
            fleet.fold(report, now);
        }
    }

    private int complete;
    private int exact;
    private int startedLater;
    private int truncations;
    private int eventNumber;

    @Test
    void nothingIsClaimedThatIsNotTrue() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            log.clear();
            read.clear();
            learned.clear();
            status.clear();
            reported.clear();
            epoch = 0;
            replay = 0;
            outage = false;
            run(seed, new Random(seed));
        }
        // A fleet that claims nothing claims nothing false.
        assertThat(complete).isPositive();
        assertThat(exact).isPositive();
        assertThat(startedLater).isPositive();
        assertThat(truncations).isPositive();
    }

    private boolean isBeginning(List<Event> part) {
        return part.size() <= log.size() && part.equals(log.subList(0, part.size()));
    }

    /** The publisher reads to the end of the log, as a list does. */
    private void readAll() {
        if (replay == 0 || !isBeginning(read)) {
            read.clear();
            replay++;
        }
        while (read.size() < log.size()) {
            Event next = log.get(read.size());
            learned.add(new Learned(next, read.size(), replay));
            read.add(next);
        }
        own.set(position());
    }

    private TopicPosition position() {
        LeaderEpochs epochs = LeaderEpochs.NONE;
        for (int offset = 0; offset < read.size(); offset++) {
            epochs = epochs.with(read.get(offset).epoch(), offset);
        }
        return new TopicPosition(TOPIC, Map.of(0, (long) read.size()), Map.of(0, epochs), replay);
    }

    private KnownFleet fleet() {
        return new KnownFleet(own, () -> now, Duration.ofMinutes(15));
    }

    private void run(int seed, Random random) {
        readAll();
        KnownFleet fleet = fleet();
        fleet.unavailable(null);
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            instances.add(new Instance("pay-" + i, i == INSTANCES - 1 && random.nextInt(4) == 0, random));
        }
        boolean logLosesItsEnd = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
            Instance instance = instances.get(random.nextInt(INSTANCES));
            now = now.plusMillis(random.nextInt(500));
            if (logLosesItsEnd && random.nextInt(6) == 0) {
                trouble(instance, random);
            } else {
                step(fleet, instance, random);
            }
            own.current(!outage);
            if (!fleet.recheck()) {
                reported.values()
                        .forEach(said -> said.subList(0, said.size() - 1).clear());
            }
            check(fleet, "seed " + seed + " step " + step);
        }
        replay = 0;
        learned.clear();
        readAll();
        own.current(true);
        KnownFleet restarted = fleet();
        for (int i = 0; i < status.size(); i++) {
            Sent each = status.get(i);
            boolean last = status.subList(i + 1, status.size()).stream()
                    .noneMatch(later -> later.report().id().equals(each.report().id()));
            if (last || random.nextInt(3) > 0) {
                restarted.fold(each.report(), each.at());
            }
        }
        restarted.unavailable(null);
        check(restarted, "seed " + seed + ", restarted");
    }

    /** The log loses its end, another leader is elected, or instances and publisher do not see the log for a while. */
    private void trouble(Instance instance, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> {
                int lost = Math.min(log.size(), 1 + random.nextInt(4));
                log.subList(log.size() - lost, log.size()).clear();
                epoch += 1 + random.nextInt(2);
                truncations++;
            }
            case 1 -> epoch++;
            case 2, 3 -> instance.cutOff = !instance.cutOff;
            default -> {
                outage = !outage;
                if (!outage) {
                    readAll();
                }
            }
        }
    }

    private void step(KnownFleet fleet, Instance instance, Random random) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                log.add(new Event(eventNumber++, epoch, now));
                if (!outage) {
                    readAll();
                    fleet.learn(new Receipt(TOPIC, 0, log.size() - 1L), now);
                }
            }
            case 3, 4, 5 -> {
                if (instance.alive && !instance.cutOff) {
                    instance.read(random.nextInt(3), true);
                }
            }
            case 6, 7, 8 -> {
                if (instance.alive) {
                    instance.report(
                            fleet, random.nextInt(8) == 0 ? "STALE" : "CURRENT", Duration.ofMillis(random.nextInt(40)));
                }
            }
            case 9 -> {
                if (instance.alive && random.nextBoolean()) {
                    instance.report(fleet, InstanceReport.CLOSED, Duration.ZERO);
                }
                instance.alive = false;
            }
            case 10 -> instance.start();
            default -> {
                if (random.nextInt(3) == 0) {
                    now = now.plusSeconds(random.nextInt(60));
                    fleet.forget();
                } else if (instance.alive && !instance.cutOff) {
                    instance.readAgain();
                }
            }
        }
    }

    private void check(KnownFleet fleet, String when) {
        for (Learned each : learned) {
            Event event = each.event();
            Receipt receipt = new Receipt(TOPIC, 0, each.offset());
            PropagationView propagation = fleet.propagation(List.of(receipt), event.appendedAt(), each.replay());
            for (InstanceProgress claim : propagation.instances()) {
                check(claim, event, () -> when + " " + each + " " + claim);
            }
            // An instance whose first report is held back is not known yet.
            if (propagation.isComplete()
                    && reported.size() == fleet.view().instances().size()) {
                complete++;
                assertThat(reported.values())
                        .as("%s %s", when, each)
                        .allMatch(said -> said.stream()
                                .anyMatch(
                                        last -> last.closed() || last.applied().contains(event)));
            }
        }
    }

    private void check(InstanceProgress claim, Event event, Supplier<String> when) {
        if (claim.outcome() == Outcome.PENDING) {
            return;
        }
        startedLater += claim.outcome() == Outcome.STARTED_LATER ? 1 : 0;
        AppliedTime time = claim.time();
        exact += time != null && time.precision() == Precision.EXACT ? 1 : 0;
        assertThat(reported.get(claim.id().instance()))
                .as(when)
                .isNotNull()
                .anyMatch(said -> isTrue(said, event, time));
    }

    private static boolean isTrue(Said said, Event event, @Nullable AppliedTime time) {
        if (said.process().otherTopic || !said.applied().contains(event)) {
            return false;
        }
        Instant truth = said.process().live.get(event);
        if (time == null) {
            return truth == null || said.process().readAgain;
        }
        Instant at = time.at();
        if (at == null) {
            return true;
        }
        boolean isExact = truth != null && Duration.between(truth, at).abs().compareTo(UNCERTAINTY) <= 0;
        Instant began = truth == null ? event.appendedAt() : truth;
        return !at.plus(UNCERTAINTY).isBefore(began) && (time.precision() != Precision.EXACT || isExact);
    }
}
