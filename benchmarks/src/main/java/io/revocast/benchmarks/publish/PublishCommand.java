package io.revocast.benchmarks.publish;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Jvm;
import io.revocast.benchmarks.harness.Output;
import io.revocast.benchmarks.harness.Report;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.benchmarks.harness.Rounds;
import io.revocast.benchmarks.harness.Table;
import io.revocast.benchmarks.harness.Trial;
import io.revocast.embedded.EmbeddedKafka;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
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
    private static final String RAW_TOPIC = "raw";
    private static final int PARTITIONS = 4;
    private static final int BULK = 1_000;
    private static final String OURS = "POST /v1/revocations";
    private static final String RAW = "raw send, acknowledged";
    private static final String LIST = "POST /v1/revocations:batch";
    private static final String AGAIN = "the same list again";
    private static final String BEST = "raw producer at its best";
    private static final String EACH_SECOND = "each second";
    private static final int MANY = 16;
    private static final Duration LIFETIME = Duration.ofHours(6);
    private static final int REGION = 1 << 28;

    @Option(
            names = "--lots",
            paramLabel = "N",
            description = "Requests of one entry; of bulk ones, a fiftieth. Default: 5000; quick: 2000.")
    private @Nullable Integer lots;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Requests before that; of bulk ones, a hundredth; before all else, a hundred times as many,"
                    + " quick: ten times. Default: ${DEFAULT-VALUE}.")
    private int warmUp;

    @Option(
            names = "--list",
            paramLabel = "N",
            description = "Entries of the one long list. Default: 1000000; quick: 100000.")
    private @Nullable Integer list;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("publish");
        Table table = new Table(
                "milliseconds, median of " + output.rounds() + " rounds",
                "what",
                "entries",
                "callers",
                "p50",
                "p99",
                "max",
                "entries a second",
                "p99 ÷ raw",
                "rate ÷ raw");
        Table lists = new Table(
                "one list, median of " + output.rounds() + " rounds",
                "what",
                "entries",
                "entries a second",
                "rate ÷ raw");
        Table memory = new Table(
                "the publisher's memory, MiB",
                "when",
                "new revocations since",
                "heap after a collection",
                "bytes for each new one",
                "resident");
        try (EmbeddedKafka kafka = EmbeddedKafka.start();
                PublisherProcess publisher = PublisherProcess.start(kafka.bootstrapServers(), TOPIC, PARTITIONS)) {
            // The yardstick's own: the publisher would have to read what it never wrote.
            new RevocationTopic(kafka.bootstrapServers(), RAW_TOPIC, PARTITIONS).create();
            Arguments arguments = new Arguments(Map.of(
                            "bootstrap", kafka.bootstrapServers(),
                            "topic", RAW_TOPIC,
                            "uri", publisher.at("/v1/revocations").toString()))
                    .with("partitions", PARTITIONS);
            int singles = lots != null ? lots : output.isQuick() ? 2_000 : 5_000;
            Arguments one = arguments.with("lot", 1).with("warm-up", warmUp).with("lots", singles);
            int longer = output.isQuick() ? 1 : 4;
            Arguments many = one.with("callers", MANY).with("lots", longer * singles);
            warmUp(many);
            compare(report, table, many.with("warm-up", 2 * warmUp), 1);
            compare(report, table, one.with("callers", 1), 0);
            compare(
                    report,
                    table,
                    arguments
                            .with("lot", BULK)
                            .with("callers", 1)
                            .with("warm-up", warmUp / 100)
                            .with("lots", Math.max(1, singles / 50)),
                    2);
            compareLists(report, lists, memory, arguments, publisher);
        }
        report.add(table);
        report.add(lists);
        report.add(memory);
        output.deliver(report);
        return 0;
    }

    /** A publisher serves for weeks, and its compiler needs some hundred thousand requests to be done. */
    private void warmUp(Arguments many) throws InterruptedException {
        Arguments before = many.with("first", 4 * REGION).with("lots", output.isQuick() ? 10 * warmUp : 100 * warmUp);
        var unused = Rounds.run(1, List.of(Trial.of("warm-up", HttpContender.class, before, Jvm.current())));
    }

    /**
     * @param region no token is revoked twice, so each comparison has tokens of its own
     */
    private void compare(Report report, Table table, Arguments arguments, int region) throws InterruptedException {
        int perTrial = arguments.number("lot") * (arguments.number("warm-up") + arguments.number("lots"));
        int first = region * REGION;
        List<List<Trial>> rounds = new ArrayList<>();
        for (int round = 0; round < output.rounds(); round++) {
            Arguments ours = arguments.with("first", first + 2 * round * perTrial);
            Arguments raw = arguments.with("first", first + (2 * round + 1) * perTrial);
            rounds.add(List.of(
                    Trial.of(OURS, HttpContender.class, ours, Jvm.current()),
                    Trial.of(RAW, SendContender.class, raw, Jvm.current())));
        }
        Rounds samples = Rounds.run(rounds);
        report.add(arguments.text("lot") + " entries, " + arguments.text("callers") + " callers", samples);
        for (String name : List.of(OURS, RAW)) {
            table.row(
                    name,
                    arguments.text("lot"),
                    arguments.text("callers"),
                    String.format("%.2f", samples.median(name, "p50")),
                    String.format("%.2f", samples.median(name, "p99")),
                    String.format("%.2f", samples.median(name, "max")),
                    String.format("%.0f", samples.median(name, EACH_SECOND)),
                    String.format("%.2f", samples.median(name, "p99") / samples.median(RAW, "p99")),
                    String.format("%.2f", samples.median(name, EACH_SECOND) / samples.median(RAW, EACH_SECOND)));
        }
    }

    private void compareLists(Report report, Table table, Table memory, Arguments arguments, PublisherProcess publisher)
            throws InterruptedException {
        int entries = list != null ? list : output.isQuick() ? 100_000 : 1_000_000;
        int perTrial = entries + entries / 10;
        Arguments common = arguments
                .with("entries", entries)
                .with("outcome", "created")
                // One end for all rounds: a later one would extend what is to stay unchanged.
                .with("end", Instant.now().plus(LIFETIME).truncatedTo(ChronoUnit.SECONDS))
                .with("uri", publisher.at("/v1/revocations:batch?results=problems"));
        List<List<Trial>> rounds = new ArrayList<>();
        List<Trial> again = List.of();
        for (int round = 0; round < output.rounds(); round++) {
            int first = 3 * REGION + 2 * round * perTrial;
            Arguments ours = common.with("first", first);
            rounds.add(List.of(
                    Trial.of(LIST, StreamContender.class, ours, Jvm.current()),
                    Trial.of(BEST, StreamSendContender.class, common.with("first", first + perTrial), Jvm.current())));
            again = List.of(Trial.of(AGAIN, StreamContender.class, ours.with("outcome", "unchanged"), Jvm.current()));
        }
        long before = weigh(memory, "before the lists", 0, -1, publisher);
        Rounds samples = Rounds.run(rounds);
        long created = (long) output.rounds() * perTrial;
        long after = weigh(memory, "after lists of new entries", created, before, publisher);
        Rounds repeated = Rounds.run(output.rounds(), again);
        weigh(memory, "after the last of them, as often again", 0, after, publisher);
        report.add("list of " + entries, samples);
        report.add("the same list of " + entries + " again", repeated);
        double best = samples.median(BEST, EACH_SECOND);
        for (String name : List.of(LIST, AGAIN, BEST)) {
            double rate = (name.equals(AGAIN) ? repeated : samples).median(name, EACH_SECOND);
            table.row(name, String.valueOf(entries), String.format("%.0f", rate), String.format("%.2f", rate / best));
        }
    }

    /** Adds a row, and returns the bytes of the heap. What is live may grow the heap, what only passes may not. */
    private static long weigh(Table table, String when, long created, long before, PublisherProcess publisher)
            throws InterruptedException {
        long bytes = publisher.liveBytes();
        table.row(
                when,
                String.valueOf(created),
                bytes < 0 ? "unknown" : String.valueOf(bytes >> 20),
                created == 0 || bytes < 0 ? "" : String.valueOf((bytes - before) / created),
                String.valueOf(publisher.residentMebibytes()));
        return bytes;
    }
}
