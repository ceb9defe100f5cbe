package io.revocast.benchmarks;

import org.junit.jupiter.api.Test;

/** The longest benchmark, in a class of its own so that it runs beside the others. */
class LookupBenchIT {
    @Test
    void printsARowForEachContender() {
        BenchRun.printsRows(
                "lookup --records 20000 --seconds 1 --peers REVOCAST",
                "Revocast|Revocast, during its replay|ConcurrentHashMap of Strings|java-jwt verifies ES256|Nimbus verifies HS256|Nimbus adapter alone|Redis EXISTS");
    }
}
