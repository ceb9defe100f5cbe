package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Bars;
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
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** The command {@code ./revocast bench lookup}. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description =
                "What a check of a verified token costs, beside maps, stores and Redis, and beside the signature.")
public final class LookupCommand implements Callable<Integer> {
    private static final int FEW = 10_000;
    private static final List<Integer> SIZES = List.of(FEW, 1_000_000, 10_000_000);
    private static final List<Integer> QUICK_SIZES = List.of(FEW, 100_000, 300_000);

    @Option(
            names = "--records",
            split = ",",
            paramLabel = "N",
            description = "Live revocations of tokens. Default: 10000,1000000,10000000; quick: 10000,100000,300000.")
    private @Nullable List<Integer> records;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            description = "How long each case is measured, after as long a warm-up. Default: 3; quick: 1.")
    private @Nullable Integer seconds;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "PEER",
            description = "Only these, and the map of Strings: ${COMPLETION-CANDIDATES}.")
    private Set<Peer> peers = EnumSet.allOf(Peer.class);

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws InterruptedException {
        Report report = new Report("lookup");
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            for (int size : sizes()) {
                tokens(report, kafka, size);
            }
        }
        output.deliver(report);
        return 0;
    }

    private List<Integer> sizes() {
        return records != null ? records : output.isQuick() ? QUICK_SIZES : SIZES;
    }

    private int seconds() {
        return seconds != null ? seconds : output.isQuick() ? 1 : 3;
    }

    /**
     * Where everything fits into the processor's caches, the rules count; where nothing does, the memory. Stores that
     * take long to load, and the replay itself, are asked at the first of those sizes.
     */
    private List<Question> questions(int size) {
        boolean few = size <= FEW;
        boolean first =
                size == sizes().stream().filter(any -> any > FEW).findFirst().orElse(0);
        List<Question> questions = new ArrayList<>();
        for (int rules : few ? List.of(0, 2, 4, 5) : List.of(0, 5)) {
            questions.add(new Question(Peer.REVOCAST, rules, 1, 1));
            questions.add(new Question(Peer.REVOCAST, rules, 100, 1));
        }
        questions.add(new Question(Peer.REVOCAST, 5, 1, 2));
        List<Peer> others = new ArrayList<>(List.of(Peer.STRING_MAP, Peer.COMPACT_MAP, Peer.CAFFEINE));
        if (first) {
            others.addAll(List.of(Peer.GLOBAL_TABLE_MEMORY, Peer.GLOBAL_TABLE_ROCKSDB, Peer.KCACHE));
        }
        for (Peer peer : others) {
            questions.add(new Question(peer, 0, 1, 1));
            questions.add(new Question(peer, 0, 100, 1));
        }
        if (first) {
            questions.add(new Question(Peer.REVOCAST, 5, 1, 1).duringReplay());
            questions.add(new Question(Peer.STRING_MAP, 0, 1, 1).duringReplay());
            questions.add(new Question(Peer.CAFFEINE, 0, 1, 1).duringReplay());
        }
        questions.removeIf(question -> question.peer() != Peer.STRING_MAP && !peers.contains(question.peer()));
        return questions;
    }

    private void tokens(Report report, EmbeddedKafka kafka, int size) throws InterruptedException {
        Map<Integer, RevocationTopic> topics = new LinkedHashMap<>();
        Map<Question, Trial> trials = new LinkedHashMap<>();
        for (Question question : questions(size)) {
            RevocationTopic topic = topics.get(question.rules());
            if (topic == null) {
                topic = new RevocationTopic(kafka.bootstrapServers(), "lookup." + size + "." + question.rules(), 4);
                topic.create();
                topic.fill(size, 16_384);
                topic.addRules(question.rules());
                topics.put(question.rules(), topic);
            }
            question.trial(topic, size, seconds()).ifPresent(trial -> trials.put(question, trial));
        }
        Rounds rounds = Rounds.run(output.rounds(), List.copyOf(trials.values()));
        report.add(size + " live revocations", rounds);
        Table table = new Table(
                "one answer, " + size + " live revocations, median of " + output.rounds() + " rounds",
                "what",
                "kinds of rules",
                "revoked of 100",
                "threads",
                "ns",
                "bytes allocated",
                "÷ ConcurrentHashMap.get");
        trials.keySet().forEach(question -> {
            double nanoseconds = rounds.median(question.name(), "nanoseconds");
            double yardstick = rounds.median(question.yardstick().name(), "nanoseconds");
            table.row(
                    question.who(),
                    question.kinds(),
                    String.valueOf(question.hits()),
                    String.valueOf(question.threads()),
                    String.format("%.0f", nanoseconds),
                    // Of a replay's own there is no telling apart.
                    question.replaying() ? "" : String.format("%.0f", rounds.median(question.name(), "bytes")),
                    String.format("%.2f", nanoseconds / yardstick));
        });
        report.add(table);
        report.add(picture(size, trials, rounds));
        Trial check = trials.get(new Question(Peer.REVOCAST, 5, 1, 1));
        if (size == sizes().get(0) && check != null) {
            new Others(output, seconds()).compare(report, check);
        }
    }

    private static Bars picture(int size, Map<Question, Trial> trials, Rounds rounds) {
        Bars bars = new Bars(
                "lookup-" + size,
                String.format(Locale.ROOT, "Is this token revoked? It is not; %,d others are", size),
                "%.0f ns");
        trials.forEach((question, trial) -> {
            if (question.hits() < 100 && question.threads() == 1) {
                bars.bar(
                        question.peer() == Peer.REVOCAST
                                ? question.who() + ", kinds of rules: " + (1 + question.rules())
                                : question.who(),
                        rounds.median(trial.name(), "nanoseconds"));
            }
        });
        return bars;
    }
}
