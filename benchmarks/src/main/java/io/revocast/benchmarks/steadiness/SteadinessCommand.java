package io.revocast.benchmarks.steadiness;

import io.revocast.benchmarks.harness.Output;
import io.revocast.benchmarks.harness.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
            defaultValue = "300000",
            description = "Revocations in the topic. Default: ${DEFAULT-VALUE}.")
    private int records;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("steadiness");
        try (Steadiness benchmark = new Steadiness(records)) {
            report.add(benchmark.run());
        }
        output.deliver(report);
        return 0;
    }
}
