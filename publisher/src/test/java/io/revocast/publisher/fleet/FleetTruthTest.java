package io.revocast.publisher.fleet;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Receipt;
import io.revocast.event.internal.InstanceReport;
import io.revocast.publisher.fleet.AppliedTime.Precision;
import io.revocast.publisher.fleet.InstanceProgress.Outcome;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random histories of a fleet. Whatever happens, the publisher claims no more than what is true, also one that restarts and
 * finds only some of the reports.
 */
class FleetTruthTest {
    private static final String TOPIC = "topic-1";
    private static final int HISTORIES = 300;
    private static final int STEPS = 120;
    private static final int INSTANCES = 4;
    private static final Duration UNCERTAINTY = Duration.ofMillis(3);

    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private final OwnPosition own = new OwnPosition(new TopicPosition(TOPIC, Map.of(0, 0L)));
    private final List<Instant> appended = new ArrayList<>();
    private final List<Sent> status = new ArrayList<>();
    private final Map<String, InstanceProcess> reported = new HashMap<>();

    private record Sent(InstanceReport report, Instant at) {}

    /** What is true of one process. Its knowledge at the time of its last report is what may be claimed. */
    private static final class InstanceProcess {
        final boolean otherTopic;
        /** When it applied each event live; null for those of its replay. */
        final Map<Integer, Instant> live = new HashMap<>();

        int next;
        int reportedNext;
        boolean closed;
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
            process = new InstanceProcess(process.otherTopic);
            reports.restarted().pass(0, 0);
            read(appended.size(), false);
            reports.caughtUp();
        }

        void read(int end, boolean live) {
            for (; process.next < end; process.next++) {
                reports.apply(0, process.next, now);
                if (live) {
                    process.live.put(process.next, now);
                }
            }
        }

        void readAgain() {
            process.readAgain = true;
            reports.readingAgain().pass(0, 0);
            if (process.next > 0) {
                reports.apply(0, process.next - 1, now);
            }
            reports.caughtUp();
        }

        void report(KnownFleet fleet, String state, Duration late) {
            InstanceReport report = reports.report(now, state);
            now = now.plus(late);
            status.add(new Sent(report, now));
            process.closed = state.equals(InstanceReport.CLOSED);
            process.reportedNext = process.next;
            reported.put(report.id().instance(), process);
            fleet.fold(report, now);
        }
    }

    private int complete;
    private int exact;
    private int startedLater;

    @Test
    void nothingIsClaimedThatIsNotTrue() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            appended.clear();
            status.clear();
            reported.clear();
            own.set(new TopicPosition(TOPIC, Map.of(0, 0L)));
            run(seed, new Random(seed));
        }
        // A fleet that claims nothing claims nothing false.
        assertThat(complete).isPositive();
        assertThat(exact).isPositive();
        assertThat(startedLater).isPositive();
    }

    private KnownFleet fleet() {
        return new KnownFleet(own, () -> now, Duration.ofMinutes(15));
    }

    private void run(int seed, Random random) {
        KnownFleet fleet = fleet();
        fleet.unavailable(null);
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < INSTANCES; i++) {
            instances.add(new Instance("pay-" + i, i == INSTANCES - 1 && random.nextInt(4) == 0, random));
        }
        for (int step = 0; step < STEPS; step++) {
            step(fleet, instances.get(random.nextInt(INSTANCES)), random);
            check(fleet, "seed " + seed + " step " + step);
        }
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

    private void step(KnownFleet fleet, Instance instance, Random random) {
        now = now.plusMillis(random.nextInt(500));
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                appended.add(now);
                own.set(new TopicPosition(TOPIC, Map.of(0, (long) appended.size())));
                fleet.learn(new Receipt(TOPIC, 0, appended.size() - 1L), now);
            }
            case 3, 4, 5 -> {
                if (instance.alive) {
                    int end = instance.process.next + random.nextInt(3);
                    instance.read(Math.min(end, appended.size()), true);
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
                } else if (instance.alive) {
                    instance.readAgain();
                }
            }
        }
    }

    private void check(KnownFleet fleet, String when) {
        for (int offset = 0; offset < appended.size(); offset++) {
            Instant appendedAt = appended.get(offset);
            PropagationView propagation = fleet.propagation(List.of(new Receipt(TOPIC, 0, offset)), appendedAt);
            for (InstanceProgress each : propagation.instances()) {
                int event = offset;
                check(each, offset, appendedAt, () -> when + " offset " + event + " " + each);
            }
            if (propagation.isComplete()) {
                complete++;
                int event = offset;
                assertThat(reported.values())
                        .as("%s offset %s", when, offset)
                        .allMatch(process -> process.closed || (!process.otherTopic && process.reportedNext > event));
            }
        }
    }

    private void check(InstanceProgress claim, int offset, Instant appendedAt, Supplier<String> when) {
        InstanceProcess process = Objects.requireNonNull(reported.get(claim.id().instance()));
        if (claim.outcome() == Outcome.PENDING) {
            return;
        }
        startedLater += claim.outcome() == Outcome.STARTED_LATER ? 1 : 0;
        assertThat(process.otherTopic).as(when).isFalse();
        assertThat(process.reportedNext).as(when).isGreaterThan(offset);
        Instant truth = process.live.get(offset);
        AppliedTime time = claim.time();
        if (time == null) {
            assertThat(truth == null || process.readAgain).as(when).isTrue();
            return;
        }
        Instant at = time.at();
        if (at == null) {
            return;
        }
        if (time.precision() == Precision.EXACT) {
            exact++;
            assertThat(truth).as(when).isNotNull();
            assertThat(Duration.between(truth, at).abs()).as(when).isLessThanOrEqualTo(UNCERTAINTY);
        }
        Instant began = truth == null ? appendedAt : truth;
        assertThat(at.plus(UNCERTAINTY)).as(when).isAfterOrEqualTo(began);
    }
}
