package io.revocast.benchmarks;

import org.apache.kafka.common.utils.AppInfoParser;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** What the figures were measured on. */
final class Machine {
    private Machine() {}

    static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version() + ", heap up to "
                + Runtime.getRuntime().maxMemory() / 1024 / 1024 + " MiB, kafka-clients " + AppInfoParser.getVersion()
                + ", " + LocalDate.now(ZoneOffset.UTC);
    }
}
