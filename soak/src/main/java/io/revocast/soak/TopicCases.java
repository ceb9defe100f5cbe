package io.revocast.soak;

import io.revocast.soak.history.Incarnation;
import io.revocast.soak.history.Lateness;
import io.revocast.soak.history.Subject;
import io.revocast.soak.lab.InstanceProcess;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Plays every {@link TopicCase} a number of times, each time at another phase of the readers' probes, and measures for how
 * long a token was accepted after the acknowledgement.
 */
final class TopicCases {
    /** Longer than the interval at which old versions of the library looked at the topic. */
    private static final Duration ENFORCED_LIMIT = Duration.ofSeconds(80);

    private static final long PRINTED_MILLIS = 400;

    private final int repetitions;
    private final Random random;
    private final Consumer<String> out;

    TopicCases(int repetitions, long seed, Consumer<String> out) {
        this.repetitions = repetitions;
        this.random = new Random(seed);
        this.out = out;
    }

    /** What one case showed: the worst lateness, and how many repetitions broke the promise. */
    private record Result(TopicCase topicCase, @Nullable Long worst, int late, int lost) {}

    /** Plays all; returns how many repetitions broke the promise. */
    int run(Path directory) throws InterruptedException {
        List<Result> results = new ArrayList<>();
        try (CaseLab lab = new CaseLab(directory)) {
            for (TopicCase topicCase : TopicCase.values()) {
                results.add(repeat(lab, topicCase));
            }
        }
        out.accept("");
        out.accept("| case | steps | times | maxStaleness, s | last NOT_REVOKED after the acknowledgement, s | late |"
                + " lost to a fresh reader |");
        out.accept("|---|---|---|---|---|---|---|");
        results.forEach(result -> out.accept(String.format(
                "| %s | %s | %d | %d | %s | %d | %d |",
                name(result.topicCase()),
                result.topicCase().steps(),
                repetitions,
                maxStaleness(result.topicCase()).toSeconds(),
                seconds(result.worst()),
                result.late(),
                result.lost())));
        return results.stream()
                .mapToInt(result -> result.late() + result.lost())
                .sum();
    }

    private static String name(TopicCase topicCase) {
        return topicCase == TopicCase.R6B ? "R6b" : topicCase.name();
    }

    private static Duration maxStaleness(TopicCase topicCase) {
        return topicCase == TopicCase.R5 ? CaseLab.HEARTBEAT_STALENESS : CaseLab.PROBE_STALENESS;
    }

    private static String seconds(@Nullable Long nanos) {
        return nanos == null ? "none" : String.format("%.1f", nanos / 1e9);
    }

    private Result repeat(CaseLab lab, TopicCase topicCase) throws InterruptedException {
        Long worst = null;
        int late = 0;
        int lost = 0;
        for (int i = 0; i < repetitions; i++) {
            lab.reset();
            Thread.sleep(random.nextInt(TopicCase.LONGEST_PHASE_MILLIS));
            List<Subject> tokens = topicCase.play(lab, random);
            boolean enforced = lab.enforcedEverywhere(ENFORCED_LIMIT, tokens);
            Thread.sleep(PRINTED_MILLIS);
            Long lateness = Lateness.worst(lab.history(), tokens, judges(lab, topicCase));
            boolean tooLate = !enforced
                    || (lateness != null && lateness > maxStaleness(topicCase).toNanos());
            late += tooLate ? 1 : 0;
            boolean known = isKnownToAFreshReader(lab, tokens);
            lost += known ? 0 : 1;
            worst = lateness == null || (worst != null && worst > lateness) ? worst : lateness;
            out.accept(String.format(
                    "  %s, %d of %d: %s%s%s",
                    name(topicCase),
                    i + 1,
                    repetitions,
                    lateness == null
                            ? "not accepted after the acknowledgement"
                            : "last NOT_REVOKED " + seconds(lateness) + " s after the acknowledgement",
                    enforced ? "" : ", and never REVOKED everywhere",
                    known ? "" : ", and lost to a reader that started again"));
            lab.publisher().close();
            tokens.forEach(lab::forget);
        }
        return new Result(topicCase, worst, late, lost);
    }

    private static List<Incarnation> judges(CaseLab lab, TopicCase topicCase) {
        return IntStream.range(0, lab.instances().size())
                .filter(topicCase::isJudgedBy)
                .mapToObj(index -> lab.instances().get(index).incarnation())
                .toList();
    }

    /** Starts one instance again, and waits until it enforces the revocations or the limit is over. */
    private static boolean isKnownToAFreshReader(CaseLab lab, List<Subject> tokens) throws InterruptedException {
        InstanceProcess instance = lab.instances().get(0);
        instance.kill();
        instance.start();
        return lab.enforcedEverywhere(SoakOptions.CONVERGENCE_LIMIT, tokens);
    }
}
