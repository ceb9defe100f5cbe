package io.revocast.benchmarks.harness;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/** Time by the clock and by the processors, from its making on. Used by one thread. */
public final class Stopwatch {
    private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final long beganNanos = System.nanoTime();
    private final long beganProcessorNanos = system.getProcessCpuTime();

    /** Returns {@code seconds} and this process's {@code processor seconds} until now, for more figures to be added. */
    public Map<String, Double> read() {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("seconds", (System.nanoTime() - beganNanos) / 1e9);
        figures.put("processor seconds", (system.getProcessCpuTime() - beganProcessorNanos) / 1e9);
        return figures;
    }
}
