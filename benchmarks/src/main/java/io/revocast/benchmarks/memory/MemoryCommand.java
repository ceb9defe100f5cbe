package io.revocast.benchmarks.memory;

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

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench memory}. */
@Command(
        name = "memory",
        mixinStandardHelpOptions = true,
        description = "Bytes of heap for each live revocation, and whether a replay fits into little more.")
public final class MemoryCommand implements Callable<Integer> {
    private static final List<Peer> PEERS = List.of(Peer.REVOCAST, Peer.COMPACT_MAP, Peer.STRING_MAP, Peer.CAFFEINE);
    private static final double HEADROOM = 1.4;
    /** What Kafka's client takes, with its buffers. */
    private static final double CLIENT_BYTES = 96 << 20;

    @Option(
            names = "--records",
            split = ",",
            paramLabel = "N",
            description = "Revocations in the topics. Default: 1000000,10000000; quick: 100000,300000.")
    private @Nullable List<Integer> records;

    @Option(
            names = "--other-java",
            paramLabel = "FILE",
            description =
                    "A java program of release 25 or later to run in, too, with and without compact object headers.")
    private @Nullable Path otherJava;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException, IOException {
        Report report = new Report("memory");
        List<Integer> sizes = records != null
                ? records
                : output.isQuick() ? List.of(100_000, 300_000) : List.of(1_000_000, 10_000_000);
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (int size : sizes) {
                RevocationTopic topic = new RevocationTopic(kafka.bootstrapServers(), "memory." + size, 4);
                topic.create();
                topic.fill(size, 16_384);
                Arguments arguments = topic.arguments().with("records", size);
                Table table = new Table(
                        size + " live revocations, median of " + output.rounds() + " rounds",
                        "what",
                        "Java",
                        "bytes each",
                        "÷ " + Peer.COMPACT_MAP.title(),
                        "peak of the heap ÷ final");
                Bars picture = new Bars(
                        "memory-" + size,
                        String.format(Locale.ROOT, "Heap for each of %,d live revocations", size),
                        "%.0f bytes");
                for (Map.Entry<String, Jvm> java : javas().entrySet()) {
                    weigh(report, table, picture, java.getKey(), java.getValue(), arguments);
                }
                report.add(table);
                report.add(picture);
            }
        }
        output.deliver(report);
        return 0;
    }

    private Map<String, Jvm> javas() throws IOException {
        Map<String, Jvm> javas = new LinkedHashMap<>();
        javas.put(Jvm.current().release(), Jvm.current());
        if (otherJava != null) {
            Jvm other = Jvm.current().at(otherJava);
            javas.put(other.release(), other);
            javas.put(other.release() + ", compact object headers", other.with("-XX:+UseCompactObjectHeaders"));
        }
        return javas;
    }

    private void weigh(Report report, Table table, Bars picture, String java, Jvm jvm, Arguments arguments)
            throws InterruptedException {
        Rounds rounds = Rounds.run(
                output.rounds(),
                PEERS.stream()
                        .map(peer -> Trial.of(peer.title(), MemoryContender.class, peer.with(arguments), jvm))
                        .toList());
        report.add(arguments.text("records") + ", " + java, rounds);
        for (Peer peer : PEERS) {
            row(table, peer.title(), java, rounds, rounds);
            picture.bar(peer.title() + ", " + java, rounds.median(peer.title(), "bytes each"));
        }
        double least = HEADROOM * rounds.median(Peer.REVOCAST.title(), "bytes") + CLIENT_BYTES;
        String heap = "-Xmx" + Math.round(least / 1024 / 1024) + "m";
        Trial tight =
                Trial.of("Revocast with " + heap, MemoryContender.class, Peer.REVOCAST.with(arguments), jvm.with(heap));
        row(table, tight.name(), java, Rounds.run(1, List.of(tight)), rounds);
    }

    private static void row(Table table, String trial, String java, Rounds rounds, Rounds yardstick) {
        double each = rounds.median(trial, "bytes each");
        table.row(
                trial,
                java,
                String.format("%.1f", each),
                String.format("%.2f", each / yardstick.median(Peer.COMPACT_MAP.title(), "bytes each")),
                String.format("%.2f", rounds.median(trial, "peak bytes") / rounds.median(trial, "bytes")));
    }
}
