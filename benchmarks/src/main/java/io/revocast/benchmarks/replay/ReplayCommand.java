package io.revocast.benchmarks.replay;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Bars;
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

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "How long it takes from start() until every revocation of a topic is known.")
public final class ReplayCommand implements Callable<Integer> {
    private static final int BATCH = 16_384;
    private static final Map<String, String> FLOORS = Collections.unmodifiableMap(new TreeMap<>(
            Map.of("raw drain, our fetch settings", "tuned", "raw drain, Kafka's fetch settings", "default")));

    @Option(
            names = "--records",
            paramLabel = "N",
            description = "Revocations in the topic. Default: 3000000; quick: 100000.")
    private @Nullable Integer records;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Only these, and the raw drains: ${COMPLETION-CANDIDATES}.")
    private List<Peer> peers = List.of(Peer.values());

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "SHAPE",
            description = "Only these topics: ${COMPLETION-CANDIDATES}.")
    private List<Shape> shapes = List.of(Shape.values());

    @Mixin
    private Output output = new Output();

    /** A topic that is replayed. */
    enum Shape {
        FOUR_PARTITIONS("4 partitions, batches of 16 KiB", 4, BATCH, 1),
        ONE_PARTITION("1 partition, batches of 16 KiB", 1, BATCH, 3),
        SINGLE_RECORDS("4 partitions, a batch of each record", 4, 1, 10),
        EMPTY("4 partitions, empty", 4, BATCH, Integer.MAX_VALUE);

        private final String title;
        private final int partitions;
        private final int batchBytes;
        private final int divisor;

        Shape(String title, int partitions, int batchBytes, int divisor) {
            this.title = title;
            this.partitions = partitions;
            this.batchBytes = batchBytes;
            this.divisor = divisor;
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("replay");
        int all = records != null ? records : output.isQuick() ? 100_000 : 3_000_000;
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (Shape shape : shapes) {
                int some = all / shape.divisor;
                RevocationTopic topic = new RevocationTopic(
                        kafka.bootstrapServers(), "replay." + shape.name().toLowerCase(Locale.ROOT), shape.partitions);
                topic.create();
                topic.fill(some, shape.batchBytes);
                compare(report, shape, topic.arguments().with("records", some));
            }
        }
        output.deliver(report);
        return 0;
    }

    private void compare(Report report, Shape shape, Arguments arguments) throws InterruptedException {
        List<Trial> trials = new ArrayList<>();
        Set<Peer> compared = EnumSet.of(Peer.COMPACT_MAP);
        compared.addAll(peers);
        // What starting costs beyond the first use of Kafka's classes shows at the second start alone.
        List<Integer> earlier = shape == Shape.EMPTY ? List.of(0, 1) : List.of(0);
        for (Peer peer : compared) {
            peer.jvm()
                    .ifPresent(jvm -> earlier.forEach(before -> trials.add(Trial.of(
                            before == 0 ? peer.title() : peer.title() + ", again in the same JVM",
                            ReplayContender.class,
                            peer.with(arguments).with("before", before),
                            jvm))));
        }
        FLOORS.forEach((title, fetch) ->
                trials.add(Trial.of(title, DrainContender.class, arguments.with("fetch", fetch), Jvm.current())));
        Rounds rounds = Rounds.run(output.rounds(), trials);
        report.add(shape.title, rounds);
        report.add(table(shape, arguments.number("records"), trials, rounds));
        report.add(picture(shape, arguments.number("records"), trials, rounds));
    }

    private Table table(Shape shape, int some, List<Trial> trials, Rounds rounds) {
        Table table = new Table(
                "replay of " + some + " revocations, " + shape.title + ", median of " + output.rounds() + " rounds",
                "what",
                "seconds",
                "least – most",
                "processor seconds",
                "÷ " + Peer.COMPACT_MAP.title());
        for (Trial trial : trials) {
            double seconds = rounds.median(trial.name(), "seconds");
            table.row(
                    trial.name(),
                    String.format("%.2f", seconds),
                    String.format(
                            "%.2f – %.2f", rounds.min(trial.name(), "seconds"), rounds.max(trial.name(), "seconds")),
                    String.format("%.2f", rounds.median(trial.name(), "processor seconds")),
                    String.format("%.2f", seconds / rounds.median(Peer.COMPACT_MAP.title(), "seconds")));
        }
        return table;
    }

    private static Bars picture(Shape shape, int some, List<Trial> trials, Rounds rounds) {
        Bars bars = new Bars(
                "replay-" + shape.name().toLowerCase(Locale.ROOT),
                String.format(Locale.ROOT, "Replay of %,d revocations, %s", some, shape.title),
                "%.2f s");
        trials.forEach(trial -> bars.bar(trial.name(), rounds.median(trial.name(), "seconds")));
        return bars;
    }
}
