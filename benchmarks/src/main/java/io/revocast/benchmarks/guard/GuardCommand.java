package io.revocast.benchmarks.guard;

import io.revocast.benchmarks.harness.Jvm;
import io.revocast.benchmarks.harness.Output;
import io.revocast.benchmarks.harness.Report;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.benchmarks.harness.Rounds;
import io.revocast.benchmarks.harness.Table;
import io.revocast.benchmarks.harness.Trial;
import io.revocast.benchmarks.peers.Peer;
import io.revocast.embedded.EmbeddedKafka;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench guard}. */
@Command(
        name = "guard",
        mixinStandardHelpOptions = true,
        description =
                "Replay, memory and look-up on little, as ratios to a yardstick in the same JVM: for every build.")
public final class GuardCommand implements Callable<Integer> {
    private static final int TURNS = 5;
    private static final int BATCH = 16_384;
    private static final String TRIAL = "guard";

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
        Report report = new Report("guard");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            RevocationTopic topic = new RevocationTopic(kafka.bootstrapServers(), "guard", 4);
            topic.create();
            topic.fill(records, BATCH);
            Rounds rounds = Rounds.run(
                    1,
                    List.of(Trial.of(
                            TRIAL,
                            GuardContender.class,
                            topic.arguments().with("records", records).with("rounds", TURNS),
                            Jvm.current())));
            report.add(TRIAL, rounds);
            Table table = new Table(
                    records + " revocations, " + TURNS + " turns in one JVM", "what", "÷ " + Peer.COMPACT_MAP.title());
            for (String figure : List.of("replay", "memory", "lookup")) {
                table.row(figure, String.format("%.2f", rounds.median(TRIAL, figure)));
            }
            report.add(table);
        }
        output.deliver(report);
        return 0;
    }
}
