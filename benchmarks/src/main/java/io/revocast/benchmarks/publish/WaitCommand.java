package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Jvm;
import io.revocast.benchmarks.harness.Output;
import io.revocast.benchmarks.harness.Report;
import io.revocast.benchmarks.harness.Rounds;
import io.revocast.benchmarks.harness.Table;
import io.revocast.benchmarks.harness.Trial;
import io.revocast.embedded.EmbeddedKafka;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench wait}. */
@Command(
        name = "wait",
        mixinStandardHelpOptions = true,
        description =
                "How long a revocation with wait=all takes, beside the time at which the last instance applied it.")
public final class WaitCommand implements Callable<Integer> {
    private static final String TRIAL = "wait=all";

    @Option(
            names = "--instances",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many lists report, in one JVM. Default: ${DEFAULT-VALUE}.")
    private int instances;

    @Option(names = "--revocations", paramLabel = "N", description = "How many each round. Default: 200; quick: 30.")
    private @Nullable Integer revocations;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("wait");
        int some = revocations != null ? revocations : output.isQuick() ? 30 : 200;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            List<List<Trial>> rounds = new ArrayList<>();
            for (int round = 0; round < output.rounds(); round++) {
                Arguments arguments = new Arguments(
                                Map.of("bootstrap", kafka.bootstrapServers(), "topic", "wait." + round))
                        .with("instances", instances)
                        .with("revocations", some);
                rounds.add(List.of(Trial.of(TRIAL, WaitContender.class, arguments, Jvm.current())));
            }
            Rounds samples = Rounds.run(rounds);
            report.add(TRIAL, samples);
            Table table = new Table(
                    instances + " instances, isolated revocations with wait=all, milliseconds, median of "
                            + output.rounds() + " rounds",
                    "what",
                    "p50",
                    "p99",
                    "max");
            row(table, samples, "call → refused by every instance", "applied");
            row(table, samples, "call → answer", "answered");
            row(table, samples, "refused by every instance → answer", "after");
            report.add(table);
        }
        output.deliver(report);
        return 0;
    }

    private static void row(Table table, Rounds samples, String what, String figure) {
        table.row(what, text(samples, figure + " p50"), text(samples, figure + " p99"), text(samples, figure + " max"));
    }

    private static String text(Rounds samples, String figure) {
        return String.format("%.1f", samples.median(TRIAL, figure));
    }
}
