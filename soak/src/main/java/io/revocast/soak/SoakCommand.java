package io.revocast.soak;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.revocast.soak.history.Violation;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command {@code ./revocast soak}. Exits with 0 when no invariant was violated, else with 1. */
@Command(
        name = "revocast soak",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Breaks three brokers, a publisher, instances and their networks at random, records every request"
                + " and every verdict, and checks that no revocation was lost and every answer was true.")
public final class SoakCommand implements Callable<Integer> {
    private static final int TEAR_DOWN_SECONDS = 25;
    private static final int MOST_CASES = 1_000;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            defaultValue = "2",
            description = "How long to break things. Default: ${DEFAULT-VALUE}.")
    private long minutes;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "What decides everything random: the same seed, the same faults. Default: taken from the clock.")
    private long seed = System.currentTimeMillis() % 100_000;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "10",
            description = "New revocations a second. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(
            names = "--instances",
            paramLabel = "I",
            defaultValue = "3",
            description = "Processes that embed the library. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Option(
            names = "--faults",
            paramLabel = "REGEX",
            defaultValue = "",
            description = "Deals only faults in whose names this regular expression is found. Default: all.")
    private String faults = "";

    @Option(
            names = "--cases",
            paramLabel = "N",
            description =
                    "Plays each known way of hiding a revocation behind a changed topic N times, instead of faults"
                            + " by chance.")
    private int cases;

    private final PrintStream out;
    private final CountDownLatch tornDown = new CountDownLatch(1);

    SoakCommand(PrintStream out) {
        this.out = out;
    }

    /** Runs the soak. Exits with 2 when an option is wrong. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(
                new CommandLine(new SoakCommand(out)).setExpandAtFiles(false).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").setLevel(Level.OFF);
        interruptOnSignal(Thread.currentThread());
        try {
            return cases == 0 ? run(options()) : runCases();
        } catch (IllegalArgumentException e) {
            out.println("revocast soak: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 130;
        } finally {
            tornDown.countDown();
        }
    }

    private SoakOptions options() {
        return new SoakOptions(Duration.ofMinutes(minutes), seed, rate, instances, faults);
    }

    /** A signal ends the soak where it is; this process lives on until the others are gone. */
    private void interruptOnSignal(Thread soak) {
        Thread hook = new Thread(
                () -> {
                    soak.interrupt();
                    try {
                        tornDown.await(TEAR_DOWN_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "revocast-soak-signal");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private int runCases() throws IOException, InterruptedException {
        if (cases < 0 || cases > MOST_CASES) {
            throw new IllegalArgumentException("--cases must lie between 1 and " + MOST_CASES + ": " + cases);
        }
        Path directory = Files.createTempDirectory("revocast-soak-");
        out.println("soak: each case " + cases + " times, seed " + seed + "; logs in " + directory);
        int broken;
        try {
            broken = new TopicCases(cases, seed, out::println).run(directory);
        } catch (IllegalStateException e) {
            out.println("soak: FAIL (seed " + seed + "): " + e.getMessage());
            return 1;
        }
        out.println();
        if (broken == 0) {
            delete(directory);
            out.println("soak: PASS (seed " + seed + ")");
            return 0;
        }
        out.println("soak: FAIL (seed " + seed + "): " + broken + " repetitions; logs in " + directory);
        return 1;
    }

    private int run(SoakOptions options) throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("revocast-soak-");
        out.println("soak: " + minutes + " min, seed " + seed + ", " + rate + " revocations/s, " + instances
                + " instances, maxStaleness " + SoakOptions.MAX_STALENESS.toSeconds() + " s; logs in " + directory);
        Soak soak = new Soak(options, directory, out::println);
        List<Violation> violations;
        try {
            violations = soak.run();
        } catch (IllegalStateException e) {
            out.println("soak: FAIL (seed " + seed + "): " + e.getMessage());
            return 1;
        }
        new SoakReport(soak.history(), violations).lines().forEach(out::println);
        out.println();
        if (violations.isEmpty()) {
            delete(directory);
            out.println("soak: PASS (seed " + seed + ")");
            return 0;
        }
        out.println("soak: FAIL (seed " + seed + "): " + violations.size() + " violations; logs in " + directory);
        return 1;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
