package io.revocast.benchmarks.propagation;

import java.time.Duration;

/** The processor time of a broker in another process. */
record MeasuredBroker(long pid) {
    private static final double NANOS_PER_MILLI = 1e6;

    /** Something that takes a while. */
    interface Phase {
        void run() throws Exception;
    }

    /** How long it took, and what the broker used meanwhile, in milliseconds of one processor. */
    record Use(double seconds, double millis) {
        double perSecond() {
            return millis / seconds;
        }

        /** What was used beyond some milliseconds a second. */
        double above(double perSecond) {
            return millis - perSecond * seconds;
        }
    }

    Use during(Phase phase) throws Exception {
        long began = System.nanoTime();
        Duration before = used();
        phase.run();
        Duration used = used().minus(before);
        return new Use((System.nanoTime() - began) / 1e9, used.toNanos() / NANOS_PER_MILLI);
    }

    private Duration used() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(() -> new IllegalStateException("process " + pid + " does not tell its processor time"));
    }
}
