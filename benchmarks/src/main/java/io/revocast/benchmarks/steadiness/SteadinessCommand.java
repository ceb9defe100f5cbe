package io.revocast.benchmarks.steadiness;

import io.revocast.benchmarks.harness.Output;
import io.revocast.benchmarks.harness.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench steadiness}. */
@Command(
        name = "steadiness",
        mixinStandardHelpOptions = true,
        description = "How long a check takes during a replay, reconnects and an outage, beside an idle list.")
public final class SteadinessCommand implements Callable<Integer> {
    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Revocations in the topic. Default: 300000; quick: 100000.")
    private @Nullable Integer records;

    @Option(names = "--seconds", paramLabel = "N", description = "How long a phase is. Default: 8; quick: 3.")
    private @Nullable Integer seconds;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("steadiness");
        int some = records != null ? records : output.isQuick() ? 100_000 : 300_000;
        int phase = seconds != null ? seconds : output.isQuick() ? 3 : 8;
        try (Steadiness benchmark = new Steadiness(some, Duration.ofSeconds(phase))) {
            report.add(benchmark.run());
        }
        output.deliver(report);
        return 0;
    }
}
