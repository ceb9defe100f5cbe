package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Bars;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** The command {@code ./revocast bench scale}. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "What readers cost one broker, of which this process is: to start, to idle, to be told.")
public final class ScaleCommand implements Callable<Integer> {
    /** What a publisher makes, and what the documentation advises. */
    private static final int PARTITIONS = 1;

    private static final String OURS = "Revocast";
    private static final String PLAIN = "raw consumer";

    @Option(
            names = "--readers",
            split = ",",
            paramLabel = "N",
            description = "How many read, in one JVM. Default: 1,50,200; quick: 1,20.")
    private @Nullable List<Integer> readers;

    @Option(names = "--records", paramLabel = "N", description = "Live revocations. Default: 20000; quick: 2000.")
    private @Nullable Integer records;

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "20",
            description = "Revocations a second, each by itself. Default: ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each phase is. Default: 10; quick: 2.")
    private @Nullable Integer seconds;

    @Option(
            names = "--settings",
            split = ",",
            paramLabel = "SETTING",
            description =
                    "How readers are set; what is not the default, for the most of them only: ${COMPLETION-CANDIDATES}.")
    private List<Setting> settings = List.of(Setting.values());

    @Mixin
    private Output output = new Output();

    /** How readers are set. */
    private enum Setting {
        DEFAULTS("defaults", 30, 500, 1),
        CALM("maxStaleness 60 s, fetch.max.wait.ms 1000", 60, 1000, 1),
        GATHERING("maxStaleness 60 s, fetch.max.wait.ms 1000, fetch.min.bytes 8192", 60, 1000, 8_192);

        private final String title;
        private final int maxStaleness;
        private final int fetchMaxWait;
        private final int fetchMinBytes;

        Setting(String title, int maxStaleness, int fetchMaxWait, int fetchMinBytes) {
            this.title = title;
            this.maxStaleness = maxStaleness;
            this.fetchMaxWait = fetchMaxWait;
            this.fetchMinBytes = fetchMinBytes;
        }
    }

    /** What is compared: both kinds of readers stand in it. */
    private record Case(Setting setting, int readers) {
        String of(String kind) {
            return kind + ", " + setting.title + ", " + readers + " readers";
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Integer> counts = readers != null ? readers : output.isQuick() ? List.of(1, 20) : List.of(1, 50, 200);
        int most = Collections.max(counts);
        List<Case> cases = new ArrayList<>();
        for (Setting setting : settings) {
            (setting == Setting.DEFAULTS ? counts : List.of(most))
                    .forEach(count -> cases.add(new Case(setting, count)));
        }
        Report report = new Report("scale");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            // A broker that has just started spends more on compiling itself than on readers.
            Case warmUp = new Case(settings.get(0), most);
            Rounds.run(1, List.of(trial(PLAIN, "plain", warmUp, kafka.bootstrapServers(), -1)));
            List<List<Trial>> rounds = new ArrayList<>();
            for (int round = 0; round < output.rounds(); round++) {
                int number = round;
                rounds.add(cases.stream()
                        .flatMap(each -> Stream.of(
                                trial(OURS, "revocast", each, kafka.bootstrapServers(), number),
                                trial(PLAIN, "plain", each, kafka.bootstrapServers(), number)))
                        .toList());
            }
            Rounds samples = Rounds.run(rounds);
            report.add("scale", samples);
            report.add(table(cases, samples));
            report.add(picture(
                    "idle",
                    "Processor time of the broker for each idle reader",
                    "%.2f ms/s",
                    "idle ms/s each",
                    cases,
                    samples));
            report.add(picture(
                    "delivery",
                    "Processor time of the broker for each revocation to each reader",
                    "%.0f µs",
                    "delivery us each",
                    cases,
                    samples));
        }
        output.deliver(report);
        return 0;
    }

    private Trial trial(String kind, String reader, Case each, String bootstrapServers, int round) {
        int duration = seconds != null ? seconds : output.isQuick() ? 2 : 10;
        Arguments arguments = new Arguments(Map.of("bootstrap", bootstrapServers, "arrivals", "poisson"))
                .with("broker", ProcessHandle.current().pid())
                .with("topic", String.join(".", "scale", reader, each.setting.name(), each.readers + "." + round))
                .with("reader", reader)
                .with("partitions", PARTITIONS)
                .with("records", records != null ? records : output.isQuick() ? 2_000 : 20_000)
                .with("readers", each.readers)
                .with("rate", rate)
                .with("events", rate * duration)
                .with("seconds", duration)
                .with("max staleness", each.setting.maxStaleness)
                .with("fetch.max.wait.ms", each.setting.fetchMaxWait)
                .with("fetch.min.bytes", each.setting.fetchMinBytes);
        return Trial.of(each.of(kind), ScaleContender.class, arguments, Jvm.current());
    }

    private Table table(List<Case> cases, Rounds samples) {
        Table table = new Table(
                String.format(
                        "processor time of one broker, %d revocations a second of which each takes %.1f ms to append, median of %d rounds",
                        rate,
                        samples.median(cases.get(cases.size() - 1).of(PLAIN), "append us") / 1000,
                        output.rounds()),
                "what",
                "settings",
                "readers",
                "all start at once: seconds",
                "ms for each",
                "idle: ms/s for each",
                "÷ raw",
                "each revocation to each: µs",
                "÷ raw",
                "p99 until seen by all, ms");
        for (Case each : cases) {
            for (String kind : List.of(OURS, PLAIN)) {
                String name = each.of(kind);
                table.row(
                        kind,
                        each.setting.title,
                        String.valueOf(each.readers),
                        String.format("%.1f", samples.median(name, "start seconds")),
                        String.format("%.1f", samples.median(name, "start ms each")),
                        String.format("%.2f", samples.median(name, "idle ms/s each")),
                        ratio(each, kind, "idle ms/s each", samples),
                        String.format("%.0f", samples.median(name, "delivery us each")),
                        ratio(each, kind, "delivery us each", samples),
                        String.format("%.0f", samples.median(name, "p99")));
            }
        }
        return table;
    }

    private static String ratio(Case each, String kind, String figure, Rounds samples) {
        return String.format("%.2f", samples.median(each.of(kind), figure) / samples.median(each.of(PLAIN), figure));
    }

    private static Bars picture(
            String name, String title, String format, String figure, List<Case> cases, Rounds samples) {
        Bars bars = new Bars("scale-" + name, title, format);
        for (Case each : cases) {
            for (String kind : List.of(OURS, PLAIN)) {
                bars.bar(each.of(kind), samples.median(each.of(kind), figure));
            }
        }
        return bars;
    }
}
