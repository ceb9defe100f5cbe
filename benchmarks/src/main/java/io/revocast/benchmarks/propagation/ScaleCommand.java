package io.revocast.benchmarks.propagation;

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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench scale}. */
@Command(
        name = "scale",
        mixinStandardHelpOptions = true,
        description = "What readers cost one broker, of which this process is: to start, to idle, to be told.")
public final class ScaleCommand implements Callable<Integer> {
    private static final int PARTITIONS = 4;

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

    @Option(names = "--seconds", paramLabel = "N", description = "How long each phase is. Default: 10; quick: 4.")
    private @Nullable Integer seconds;

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

    /** A row. */
    private record Case(Setting setting, int readers) {
        String name() {
            return setting.title + ", " + readers + " readers";
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        List<Integer> counts = readers != null ? readers : output.isQuick() ? List.of(1, 20) : List.of(1, 50, 200);
        int most = Collections.max(counts);
        List<Case> cases = new ArrayList<>();
        counts.forEach(count -> cases.add(new Case(Setting.DEFAULTS, count)));
        cases.add(new Case(Setting.CALM, most));
        cases.add(new Case(Setting.GATHERING, most));
        Report report = new Report("scale");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            List<List<Trial>> rounds = new ArrayList<>();
            for (int round = 0; round < output.rounds(); round++) {
                int number = round;
                rounds.add(cases.stream()
                        .map(each -> trial(each, kafka.bootstrapServers(), number))
                        .toList());
            }
            Rounds samples = Rounds.run(rounds);
            report.add("scale", samples);
            report.add(table(cases, samples));
        }
        output.deliver(report);
        return 0;
    }

    private Trial trial(Case each, String bootstrapServers, int round) {
        int duration = seconds != null ? seconds : output.isQuick() ? 4 : 10;
        Arguments arguments = new Arguments(Map.of("bootstrap", bootstrapServers, "arrivals", "poisson"))
                .with("broker", ProcessHandle.current().pid())
                .with("topic", "scale." + each.setting + "." + each.readers + "." + round)
                .with("partitions", PARTITIONS)
                .with("records", records != null ? records : output.isQuick() ? 2_000 : 20_000)
                .with("readers", each.readers)
                .with("rate", rate)
                .with("events", rate * duration)
                .with("seconds", duration)
                .with("max staleness", each.setting.maxStaleness)
                .with("fetch.max.wait.ms", each.setting.fetchMaxWait)
                .with("fetch.min.bytes", each.setting.fetchMinBytes);
        return Trial.of(each.name(), ScaleContender.class, arguments, Jvm.current());
    }

    private Table table(List<Case> cases, Rounds samples) {
        Table table = new Table(
                "one broker, " + rate + " revocations a second, median of " + output.rounds() + " rounds",
                "settings",
                "readers",
                "all start at once: seconds until current",
                "broker ms for each",
                "idle: broker ms/s",
                "for each",
                "each record to each reader: broker µs",
                "p99 until enforced, ms");
        for (Case each : cases) {
            String name = each.name();
            double idle = samples.median(name, "idle ms/s");
            table.row(
                    each.setting.title,
                    String.valueOf(each.readers),
                    String.format("%.1f", samples.median(name, "start seconds")),
                    String.format("%.1f", samples.median(name, "start ms each")),
                    String.format("%.1f", idle),
                    String.format("%.2f", idle / each.readers),
                    String.format("%.0f", samples.median(name, "delivery us each")),
                    String.format("%.0f", samples.median(name, "p99")));
        }
        return table;
    }
}
