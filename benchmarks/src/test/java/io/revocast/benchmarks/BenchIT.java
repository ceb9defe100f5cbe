package io.revocast.benchmarks;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import static org.assertj.core.api.Assertions.assertThat;

/** Each benchmark runs on little; figures that small mean nothing, so none is looked at. CI runs the guard whole. */
class BenchIT {
    @ParameterizedTest
    @CsvSource({
        "replay --records 3000 --shapes FOUR_PARTITIONS, Revocast|ConcurrentHashMap of compact entries|Caffeine of Strings|GlobalKTable in memory"
                + "|GlobalKTable on RocksDB|raw drain",
        "lookup --records 20000 --seconds 1 --peers REVOCAST, 'Revocast|Revocast, during its replay|ConcurrentHashMap of Strings|java-jwt verifies ES256|Nimbus verifies HS256|Nimbus adapter alone"
                + "|Redis EXISTS'",
        "memory --records 50000, Revocast|Revocast with -Xmx|ConcurrentHashMap of Strings|Caffeine of Strings",
        "propagation --readers 1 --seconds 1, Revocast|raw produce → consume|Redis SET → EXISTS|EndToEndLatency of Kafka",
        "scale --readers 2 --records 1000 --seconds 1 --settings DEFAULTS, Revocast|raw consumer",
        "publish --lots 20 --warm-up 5 --list 2000, POST /v1/revocations|raw send|POST /v1/revocations:batch|raw producer at its best",
        "wait --instances 2 --revocations 3, call → refused by every instance|call → answer|refused by every instance → answer"
    })
    void printsARowForEachContender(String command, String rows) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exitCode;
        try {
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            exitCode = new CommandLine(new BenchCommand()).execute((command + " --rounds 1").split(" ", -1));
        } finally {
            System.setOut(before);
        }

        String tables = printed.toString(StandardCharsets.UTF_8);
        assertThat(exitCode).as(tables).isZero();
        assertThat(Arrays.asList(rows.split("\\|", -1)))
                .allSatisfy(row -> assertThat(tables).contains("| " + row));
    }
}
