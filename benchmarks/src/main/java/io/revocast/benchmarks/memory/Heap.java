package io.revocast.benchmarks.memory;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.RevocationTopic;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

import javax.management.JMException;
import javax.management.ObjectName;

/** This process's heap. */
public final class Heap {
    private static final double TOLERANCE = 0.05;
    private static final long HEARTBEAT_UNDER_WAY_MILLIS = 300;

    private Heap() {}

    /**
     * Returns the bytes of all live objects, added up class by class after a full collection.
     *
     * @throws IllegalStateException when that is not what the collector calls used
     */
    public static long live() throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        // The last line is: Total <instances> <bytes>
        try (Scanner total = new Scanner(histogram.substring(histogram.lastIndexOf("Total")))) {
            total.next();
            total.nextLong();
            return verified(total.nextLong());
        }
    }

    /**
     * Returns {@link #live} of a reader after the next heartbeat. Until a record comes, Kafka's client keeps the last fetch
     * response, which has megabytes after a replay.
     */
    public static long following(Arguments arguments) throws JMException, InterruptedException {
        RevocationTopic.of(arguments).beat();
        TimeUnit.MILLISECONDS.sleep(HEARTBEAT_UNDER_WAY_MILLIS);
        return live();
    }

    private static long verified(long bytes) {
        long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        // Regions are not filled to the last byte, and a small heap is mostly that.
        if (Math.abs(used - bytes) > TOLERANCE * bytes + 32 * 1024 * 1024) {
            throw new IllegalStateException("the histogram has " + bytes + " bytes, the heap " + used);
        }
        return bytes;
    }

    /** Returns the most that the heap's pools ever held, added up: live or not yet collected. */
    static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }
}
