package io.revocast.benchmarks.propagation;

import io.revocast.benchmarks.harness.Arguments;
import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Ours. One thread asks every list for every token that was sent, until each list refuses it. */
final class RevocastReaders implements Readers {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    /** Short beside what is measured, long enough to leave the processors to those who are measured. */
    private static final long PAUSE_NANOS = 50_000;

    private final Duration maxStaleness;
    private final Map<String, String> kafka;
    private final List<RevocationList> lists = new ArrayList<>();
    private final Thread prober = new Thread(this::probe, "prober");
    private BenchToken[] tokens = {};
    private Observations observations = new Observations(0, 0);
    private int partitions;
    private volatile int sent;
    private volatile boolean closing;

    RevocastReaders(Duration maxStaleness, Map<String, String> kafka) {
        this.maxStaleness = maxStaleness;
        this.kafka = kafka;
    }

    @Override
    public void start(Arguments arguments, Observations observers) throws InterruptedException {
        observations = observers;
        partitions = arguments.number("partitions");
        tokens = new BenchToken[arguments.number("events")];
        for (int event = 0; event < tokens.length; event++) {
            tokens[event] = BenchToken.of(event);
        }
        for (int i = 0; i < arguments.number("readers"); i++) {
            RevocationList list = RevocationList.builder()
                    .bootstrapServers(arguments.text("bootstrap"))
                    .topic(arguments.text("topic"))
                    .maxStaleness(maxStaleness)
                    .kafkaProperties(kafka)
                    .build();
            lists.add(list);
            list.start();
        }
        for (RevocationList list : lists) {
            if (!list.awaitCurrent(LIMIT)) {
                throw new IllegalStateException("a list is not current: " + list.status());
            }
        }
    }

    @Override
    public void sent(int event) {
        sent = event + 1;
        // Not before: who waits for nothing need not be disturbed.
        if (!prober.isAlive()) {
            prober.start();
        }
    }

    private void probe() {
        // The next event of each partition, by reader: partitions do not come in the order of the events.
        int[][] next = new int[lists.size()][];
        Arrays.setAll(next, unused -> IntStream.range(0, partitions).toArray());
        while (!closing) {
            for (int reader = 0; reader < next.length; reader++) {
                for (int partition = 0; partition < partitions; partition++) {
                    while (next[reader][partition] < sent && isRevoked(reader, next[reader][partition])) {
                        observations.saw(reader, next[reader][partition]);
                        next[reader][partition] += partitions;
                    }
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private boolean isRevoked(int reader, int event) {
        return lists.get(reader).check(tokens[event]) instanceof Verdict.Revoked;
    }

    @Override
    public void close() {
        closing = true;
        // Each takes a moment, and hundreds one after the other take minutes.
        List<Thread> threads =
                lists.stream().map(list -> new Thread(list::close, "closer")).toList();
        threads.forEach(Thread::start);
        try {
            for (Thread thread : threads) {
                thread.join(LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
