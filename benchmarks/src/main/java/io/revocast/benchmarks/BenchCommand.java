package io.revocast.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The command {@code ./revocast bench}. */
@Command(
        name = "revocast bench",
        mixinStandardHelpOptions = true,
        description = "Measures what the documentation claims; each figure stands beside a yardstick of the same run.")
public final class BenchCommand {
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private BenchCommand() {}

    /** Runs one benchmark. Exits with 2 when there is no such benchmark. */
    public static void main(String[] args) {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger("ROOT").setLevel(Level.OFF);
        System.exit(new CommandLine(new BenchCommand()).execute(args));
    }

    @Command(
            name = "steadiness",
            mixinStandardHelpOptions = true,
            description = "How long a check takes during a replay, reconnects and an outage, beside an idle list.")
    int steadiness(
            @Option(
                            names = "--records",
                            paramLabel = "N",
                            defaultValue = "300000",
                            description = "Revocations in the topic. Default: ${DEFAULT-VALUE}.")
                    int records)
            throws InterruptedException {
        out.println(Machine.describe());
        try (Steadiness benchmark = new Steadiness(records)) {
            benchmark.run().forEach(out::println);
        }
        return 0;
    }
}
