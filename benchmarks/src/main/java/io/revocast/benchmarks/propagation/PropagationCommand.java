package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Bars;
import io.revocast.benchmarks.harness.Contender;
import io.revocast.benchmarks.harness.Jvm;
import io.revocast.benchmarks.harness.Output;
import io.revocast.benchmarks.harness.Report;
import io.revocast.benchmarks.harness.Rounds;
import io.revocast.benchmarks.harness.Table;
import io.revocast.benchmarks.harness.Trial;
import io.revocast.benchmarks.redis.RedisServer;
import io.revocast.embedded.EmbeddedKafka;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench propagation}. */
@Command(
        name = "propagation",
        mixinStandardHelpOptions = true,
        description = "How long it takes from the publisher's send until readers enforce, beside plain consumers.")
public final class PropagationCommand implements Callable<Integer> {
    private static final String OURS = "Revocast";
    private static final String PLAIN = "raw produce → consume";
    private static final String REDIS = "Redis SET → EXISTS";
    private static final String TOOL = "EndToEndLatency of Kafka";
    private static final int PARTITIONS = 4;

    @Option(
            names = "--readers",
            split = ",",
            paramLabel = "N",
            defaultValue = "1,10,50",
            description = "How many read, in one JVM. Default: ${DEFAULT-VALUE}.")
    private List<Integer> readers = List.of();

    @Option(names = "--seconds", paramLabel = "N", description = "How long a round is. Default: 30; quick: 3.")
    private @Nullable Integer seconds;

    @Option(names = "--histograms", paramLabel = "DIR", description = "Write each round's HdrHistogram to files there.")
    private @Nullable Path histograms;

    @Mixin
    private Output output = new Output();

    /** How events come. */
    private enum Load {
        POISSON("Poisson, 10/s", "poisson", 10),
        BURSTS("bursts of 100 each second", "bursts", 100);

        private final String title;
        private final String arrivals;
        private final int rate;

        Load(String title, String arrivals, int rate) {
            this.title = title;
            this.arrivals = arrivals;
            this.rate = rate;
        }
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        if (histograms != null) {
            Files.createDirectories(histograms);
        }
        Report report = new Report("propagation");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            Optional<RedisServer> redis = RedisServer.start();
            try {
                Table table = new Table(
                        "planned send → enforced, milliseconds, median of " + output.rounds() + " rounds",
                        "what",
                        "load",
                        "readers",
                        "p50",
                        "p99",
                        "p99.9",
                        "max",
                        "p99 ÷ raw");
                List<Double> raw = new ArrayList<>();
                for (Load load : Load.values()) {
                    Bars picture =
                            new Bars("propagation-" + load.arrivals, "Send → enforced, p99; " + load.title, "%.1f ms");
                    for (int count : readers) {
                        raw.add(compare(report, table, picture, load, count, kafka.bootstrapServers(), redis));
                    }
                    report.add(picture);
                }
                kafkaTool(report, table, kafka.bootstrapServers(), raw.get(0));
                if (redis.isEmpty()) {
                    table.row(REDIS, "redis-server is not installed", "", "", "", "", "", "");
                }
                report.add(table);
            } finally {
                redis.ifPresent(RedisServer::close);
            }
        }
        output.deliver(report);
        return 0;
    }

    /** Returns the yardstick's p99. */
    private double compare(
            Report report,
            Table table,
            Bars picture,
            Load load,
            int count,
            String bootstrapServers,
            Optional<RedisServer> redis)
            throws InterruptedException {
        Arguments arguments = new Arguments(Map.of("bootstrap", bootstrapServers, "arrivals", load.arrivals))
                .with("rate", load.rate)
                .with("events", load.rate * (seconds != null ? seconds : output.isQuick() ? 3 : 30))
                .with("partitions", PARTITIONS)
                .with("readers", count);
        List<List<Trial>> rounds = new ArrayList<>();
        for (int round = 0; round < output.rounds(); round++) {
            String tail = "." + load.arrivals + "." + count + "." + round;
            List<Trial> trials = new ArrayList<>();
            trials.add(trial(OURS, PropagationContender.class, arguments.with("reader", "revocast"), tail));
            trials.add(trial(PLAIN, PropagationContender.class, arguments.with("reader", "plain"), tail));
            if (count == 1) {
                redis.ifPresent(server ->
                        trials.add(trial(REDIS, RedisContender.class, arguments.with("port", server.port()), tail)));
            }
            rounds.add(trials);
        }
        Rounds samples = Rounds.run(rounds);
        report.add(load.title + ", " + count + " readers", samples);
        double raw = samples.median(PLAIN, "p99");
        for (Trial trial : rounds.get(0)) {
            picture.bar(trial.name() + ", " + count + " readers", samples.median(trial.name(), "p99"));
            table.row(
                    trial.name(),
                    load.title,
                    String.valueOf(count),
                    text(samples, trial, "p50"),
                    text(samples, trial, "p99"),
                    text(samples, trial, "p99.9"),
                    text(samples, trial, "max"),
                    String.format("%.2f", samples.median(trial.name(), "p99") / raw));
        }
        return raw;
    }

    private void kafkaTool(Report report, Table table, String bootstrapServers, double raw)
            throws InterruptedException {
        Arguments arguments = new Arguments(Map.of("bootstrap", bootstrapServers)).with("partitions", PARTITIONS);
        List<List<Trial>> rounds = new ArrayList<>();
        for (int round = 0; round < output.rounds(); round++) {
            rounds.add(List.of(trial(TOOL, KafkaToolContender.class, arguments, ".end-to-end." + round)));
        }
        Rounds samples = Rounds.run(rounds);
        report.add(TOOL, samples);
        Trial any = rounds.get(0).get(0);
        table.row(
                TOOL,
                "one after the other",
                "1",
                text(samples, any, "p50"),
                text(samples, any, "p99"),
                text(samples, any, "p99.9"),
                "",
                String.format("%.2f", samples.median(TOOL, "p99") / raw));
    }

    private Trial trial(String name, Class<? extends Contender> contender, Arguments arguments, String tail) {
        String what = name.substring(0, name.indexOf(' ') < 0 ? name.length() : name.indexOf(' '))
                .toLowerCase(Locale.ROOT);
        String histogram = histograms == null
                ? ""
                : histograms.resolve(what + tail + ".hgrm").toString();
        return Trial.of(
                name,
                contender,
                arguments.with("topic", "propagation." + what + tail).with("histogram", histogram),
                Jvm.current());
    }

    private static String text(Rounds samples, Trial trial, String figure) {
        return String.format("%.1f", samples.median(trial.name(), figure));
    }
}
