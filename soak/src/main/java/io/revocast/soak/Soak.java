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
        try (Fleet fleet = new Fleet(options, history, directory);
                Workload workload = new Workload(options, history, fleet)) {
            fleet.start();
            workload.start();
            Convergence convergence = new Convergence(history, fleet.instances());
            Convergence.Result up = convergence.await(START_LIMIT);
            if (up.at() == null) {
                throw new IllegalStateException(
                        START_LIMIT.toSeconds() + " s after the start " + up.missing() + "; the logs tell why");
            }
            say("three brokers, a publisher and " + options.instances() + " instances are up");
            breakThings(fleet, convergence);
            workload.drain();
            if (!workload.refusals().isEmpty()) {
                throw new IllegalStateException("the publisher refused a good request: "
                        + workload.refusals().peek());
            }
        }
        return Checker.check(history, SoakOptions.MAX_STALENESS);
    }

    private void breakThings(Fleet fleet, Convergence convergence) throws InterruptedException {
        Random random = new Random(options.seed());
        Faults faults = new Faults(random);
        long end = System.nanoTime() + options.duration().toNanos();
        while (System.nanoTime() < end) {
            Fault fault = faults.next();
            Duration duration = fault.duration(random);
            long began = System.nanoTime();
            Fault.Healing healing = fault.injection().inject(fleet, random);
            Thread.sleep(duration.toMillis());
            healing.heal();
            long healed = System.nanoTime();
            Convergence.Result result = convergence.await(SoakOptions.CONVERGENCE_LIMIT);
            Long converged = result.at();
            history.add(new Injection(fault.name(), began, healed, converged, result.missing()));
            say(String.format(
                    "%s, %.1f s; %s",
                    fault.name(),
                    (healed - began) / 1e9,
                    converged == null
                            ? SoakOptions.CONVERGENCE_LIMIT.toSeconds() + " s after, " + result.missing()
                            : String.format("converged %.1f s after", (converged - healed) / 1e9)));
            Thread.sleep(PAUSE.toMillis());
        }
    }

    private void say(String text) {
        long seconds = history.secondsSinceStart();
        out.accept(String.format("  %3d:%02d  %s", seconds / 60, seconds % 60, text));
    }
}
