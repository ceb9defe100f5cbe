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

/** The command {@code ./revocast bench publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        description = "What a revocation costs its caller over HTTP, one at a time and in bulk, beside a raw producer.")
public final class PublishCommand implements Callable<Integer> {
    private static final String TOPIC = "publish";
    private static final int PARTITIONS = 4;
    private static final int BULK = 1_000;
    private static final String OURS = "POST /v1/revocations";
    private static final String RAW = "raw send, acknowledged";

    @Option(
            names = "--lots",
            paramLabel = "N",
            description = "Requests of one entry; of bulk ones, a fiftieth. Default: 5000; quick: 2000.")
    private @Nullable Integer lots;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Requests before that; of bulk ones, a hundredth. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("publish");
        Table table = new Table(
                "one caller, milliseconds, median of " + output.rounds() + " rounds",
                "what",
                "entries",
                "p50",
                "p99",
                "max",
                "entries a second",
                "p99 ÷ raw");
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                PublisherProcess publisher = PublisherProcess.start(kafka.bootstrapServers(), TOPIC, PARTITIONS)) {
            Arguments arguments = new Arguments(Map.of(
                            "bootstrap", kafka.bootstrapServers(),
                            "topic", TOPIC,
                            "uri", publisher.at("/v1/revocations").toString()))
                    .with("partitions", PARTITIONS);
            int singles = lots != null ? lots : output.isQuick() ? 2_000 : 5_000;
            compare(
                    report,
                    table,
                    arguments.with("lot", 1).with("warm-up", warmUp).with("lots", singles));
            compare(
                    report,
                    table,
                    arguments.with("lot", BULK).with("warm-up", warmUp / 100).with("lots", Math.max(1, singles / 50)));
        }
        report.add(table);
        output.deliver(report);
        return 0;
    }

    private void compare(Report report, Table table, Arguments arguments) throws InterruptedException {
        int perTrial = arguments.number("lot") * (arguments.number("warm-up") + arguments.number("lots"));
        // No token is revoked twice, and none of one lot's size by the trials of another.
        int first = arguments.number("lot") == 1 ? 0 : 1 << 29;
        List<List<Trial>> rounds = new ArrayList<>();
        for (int round = 0; round < output.rounds(); round++) {
            Arguments ours = arguments.with("first", first + 2 * round * perTrial);
            Arguments raw = arguments.with("first", first + (2 * round + 1) * perTrial);
            rounds.add(List.of(
                    Trial.of(OURS, HttpContender.class, ours, Jvm.current()),
                    Trial.of(RAW, SendContender.class, raw, Jvm.current())));
        }
        Rounds samples = Rounds.run(rounds);
        report.add(arguments.text("lot") + " entries", samples);
        for (String name : List.of(OURS, RAW)) {
            table.row(
                    name,
                    arguments.text("lot"),
                    String.format("%.2f", samples.median(name, "p50")),
                    String.format("%.2f", samples.median(name, "p99")),
                    String.format("%.2f", samples.median(name, "max")),
                    String.format("%.0f", samples.median(name, "each second")),
                    String.format("%.2f", samples.median(name, "p99") / samples.median(RAW, "p99")));
        }
    }
}
