package io.revocast.benchmarks;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each benchmark runs on little; figures that small mean nothing, so none is looked at. CI runs the guard whole. */
class BenchIT {
    @ParameterizedTest
    @CsvSource({
        "replay --records 3000 --shapes FOUR_PARTITIONS, Revocast|ConcurrentHashMap of compact entries|Caffeine of Strings|GlobalKTable in memory"
                + "|GlobalKTable on RocksDB|raw drain",
        "memory --records 50000, Revocast|Revocast with -Xmx|ConcurrentHashMap of Strings|Caffeine of Strings",
        "propagation --readers 1 --seconds 1, Revocast|raw produce → consume|Redis SET → EXISTS|EndToEndLatency of Kafka",
        "scale --readers 2 --records 1000 --seconds 1 --settings DEFAULTS, Revocast|raw consumer",
        "publish --lots 20 --warm-up 5 --list 2000, POST /v1/revocations|raw send|POST /v1/revocations:batch|raw producer at its best",
        "wait --instances 2 --revocations 3, call → refused by every instance|call → answer|refused by every instance → answer"
    })
    void printsARowForEachContender(String command, String rows) {
        BenchRun.printsRows(command, rows);
    }
}
