package io.revocast.benchmarks.lookup;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.Jvm;
import io.revocast.benchmarks.harness.Output;
import io.revocast.benchmarks.harness.Report;
import io.revocast.benchmarks.harness.Rounds;
import io.revocast.benchmarks.harness.Table;
import io.revocast.benchmarks.harness.Trial;
import io.revocast.benchmarks.redis.RedisServer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a request costs anyhow, and what it would cost to ask Redis; measured beside the same check. */
final class Others {
    private static final int KEYS = 1_000_000;

    private final Output output;
    private final Arguments common;

    Others(Output output, int seconds) {
        this.output = output;
        this.common = new Arguments(Map.of("threads", "1")).with("seconds", seconds);
    }

    /** Measures them, and {@code check}, which the table relates them to. */
    void compare(Report report, Trial check) throws InterruptedException {
        Optional<RedisServer> redis = RedisServer.start();
        try {
            List<Trial> trials = new ArrayList<>();
            trials.add(check);
            for (String algorithm : List.of("HS256", "RS256", "ES256")) {
                trials.add(trial(
                        "java-jwt verifies " + algorithm,
                        SignatureBenchmark.class,
                        "verify",
                        common.with("algorithm", algorithm)));
            }
            trials.add(trial("Nimbus verifies HS256", AdapterBenchmark.class, "verify", common));
            trials.add(trial(
                    "Nimbus verifies HS256, adapter reads all claims",
                    AdapterBenchmark.class,
                    "verifyAndRead",
                    common));
            trials.add(trial("Nimbus adapter alone", AdapterBenchmark.class, "read", common));
            if (redis.isPresent()) {
                Arguments keys = common.with("port", redis.get().port()).with("records", KEYS);
                trials.add(trial("Redis EXISTS", RedisBenchmark.class, "exists", keys));
                trials.add(trial(
                        "Redis EXISTS, pool of 2, 2 threads", RedisBenchmark.class, "exists", keys.with("threads", 2)));
                trials.add(trial("Redis EXISTS, 32 in a pipeline", RedisBenchmark.class, "existsPipelined", keys));
            }
            Rounds rounds = Rounds.run(output.rounds(), trials);
            report.add("others", rounds);
            Table table = new Table("others, median of " + output.rounds() + " rounds", "what", "ns", "÷ check");
            double yardstick = rounds.median(check.name(), "nanoseconds");
            for (Trial trial : trials) {
                double nanoseconds = rounds.median(trial.name(), "nanoseconds");
                table.row(
                        trial.name(),
                        String.format("%.0f", nanoseconds),
                        String.format("%.0f", nanoseconds / yardstick));
            }
            if (redis.isEmpty()) {
                table.row("Redis EXISTS", "redis-server is not installed", "");
            }
            report.add(table);
        } finally {
            redis.ifPresent(RedisServer::close);
        }
    }

    private static Trial trial(String name, Class<?> benchmark, String method, Arguments arguments) {
        return Trial.of(
                name,
                JmhContender.class,
                arguments.with("benchmark", benchmark.getName() + "." + method),
                Jvm.current());
    }
}
