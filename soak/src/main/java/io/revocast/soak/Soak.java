package io.revocast.soak;

import io.revocast.soak.history.Checker;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Injection;
import io.revocast.soak.history.Violation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** One run: starts a fleet, breaks it at random until the time is over, and checks what was recorded. */
final class Soak {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SoakOptions options;
    private final Path directory;
    private final Consumer<String> out;
    private final History history = new History(History.Moments.now());

    Soak(SoakOptions options, Path directory, Consumer<String> out) {
        this.options = options;
        this.directory = directory;
        this.out = out;
    }

    History history() {
        return history;
    }

    /** Runs to the end; returns what must not have happened. */
    List<Violation> run() throws InterruptedException {
        Random random = new Random(options.seed());
        Faults faults = new Faults(random, options.faults());
        try (Fleet fleet = new Fleet(options, history, directory);
                ReportedPropagation reports = new ReportedPropagation(history, fleet.publisher());
                Workload workload = new Workload(options, history, fleet, reports)) {
            fleet.start();
            workload.start();
            Convergence.Result up = fleet.convergence().await(START_LIMIT);
            if (up.at() == null) {
                throw new IllegalStateException(
                        START_LIMIT.toSeconds() + " s after the start " + up.missing() + "; the logs tell why");
            }
            say("three brokers, a publisher and " + options.instances() + " instances are up");
            breakThings(fleet, faults, random);
            workload.drain();
            if (!workload.refusals().isEmpty()) {
                throw new IllegalStateException("the publisher refused a good request: "
                        + workload.refusals().peek());
            }
            List<Violation> violations = Checker.check(history, SoakOptions.MAX_STALENESS);
            if (violations.isEmpty()) {
                new ForgedReport(fleet, history, reports).mustBeSeen();
                say("the checker saw a forged report");
            }
            return violations;
        }
    }

    private void breakThings(Fleet fleet, Faults faults, Random random) throws InterruptedException {
        long end = System.nanoTime() + options.duration().toNanos();
        while (System.nanoTime() < end) {
            Fault fault = faults.next();
            Injection injection = inject(fleet, fault, random);
            history.add(injection);
            Long converged = injection.converged();
            say(String.format(
                    "%s, %.1f s; %s",
                    fault.name(),
                    injection.lasted() / 1e9,
                    converged == null
                            ? "not as before: " + injection.missing()
                            : String.format("converged %.1f s after", injection.took() / 1e9)));
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private static Injection inject(Fleet fleet, Fault fault, Random random) throws InterruptedException {
        Duration duration = fault.duration(random);
        long began = System.nanoTime();
        Fault.Healing healing = fault.injection().inject(fleet, random);
        Thread.sleep(duration.toMillis());
        String notHealed = heal(healing);
        long healed = System.nanoTime();
        Convergence.Result result = fleet.convergence().await(SoakOptions.CONVERGENCE_LIMIT);
        return notHealed.isEmpty()
                ? new Injection(fault.name(), began, healed, result.at(), result.missing())
                : new Injection(fault.name(), began, healed, null, notHealed);
    }

    /** Heals a fault; returns what is still missing, and nothing when nothing is. */
    private static String heal(Fault.Healing healing) throws InterruptedException {
        try {
            healing.heal();
            return "";
        } catch (NotHealedException e) {
            return e.missing();
        }
    }

    private void say(String text) {
        long seconds = history.secondsSinceStart();
        out.accept(String.format("  %3d:%02d  %s", seconds / 60, seconds % 60, text));
    }
}
