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
import org.jspecify.annotations.Nullable;
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
    private static final int QUICK_TURNS = 3;
    private static final int BATCH = 16_384;
    private static final String TRIAL = "guard";

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Revocations in the topic. Default: 300000; quick: 100000.")
    private @Nullable Integer records;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("guard");
        int some = records != null ? records : output.isQuick() ? 100_000 : 300_000;
        int turns = output.isQuick() ? QUICK_TURNS : TURNS;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            RevocationTopic topic = new RevocationTopic(kafka.bootstrapServers(), "guard", 4);
            topic.create();
            topic.fill(some, BATCH);
            Rounds rounds = Rounds.run(
                    1,
                    List.of(Trial.of(
                            TRIAL,
                            GuardContender.class,
                            topic.arguments().with("records", some).with("rounds", turns),
                            Jvm.current())));
            report.add(TRIAL, rounds);
            Table table = new Table(
                    some + " revocations, " + turns + " turns in one JVM", "what", "÷ " + Peer.COMPACT_MAP.title());
            for (String figure : List.of("replay", "memory", "lookup")) {
                table.row(figure, String.format("%.2f", rounds.median(TRIAL, figure)));
            }
            report.add(table);
        }
        output.deliver(report);
        return 0;
    }
}
