package io.revocast.benchmarks.harness;

import org.apache.kafka.common.utils.AppInfoParser;

import java.time.LocalDate;
import java.time.ZoneOffset;

/** What the figures were measured on. */
public final class Machine {
    private Machine() {}

    /** Cores, Java, heap, client version and date. */
    public static String describe() {
        return Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version() + ", heap up to "
                + Runtime.getRuntime().maxMemory() / 1024 / 1024 + " MiB, kafka-clients " + AppInfoParser.getVersion()
                + ", " + LocalDate.now(ZoneOffset.UTC);
    }
}
