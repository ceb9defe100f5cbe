package io.revocast.benchmarks.steadiness;

import io.revocast.benchmarks.harness.BenchToken;
import io.revocast.benchmarks.harness.RevocationTopic;
import io.revocast.benchmarks.harness.Table;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.FaultProxy;
import io.revocast.event.internal.TopicSettings;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long single checks take while the list does something else. A broker runs in the same process, behind a proxy.
 *
 * <p>One token in a hundred is revoked. The yardstick is the same list when nothing happens.
 */
final class Steadiness implements AutoCloseable {
    private static final int MOST = 20_000_000;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final int records;
    private final Duration phase;
    private final FaultProxy proxy = new FaultProxy();
    private final EmbeddedKafka kafka;
    private final Table table;
    private long idle;

    Steadiness(int records, Duration phase) {
        this.records = records;
        this.phase = phase;
        table = new Table(
                "check of a token, " + records + " revocations live",
                "meanwhile",
                "checks",
                "p50",
                "p99",
                "p99.9",
                "p99.9 ÷ idle");
        int port = freePort();
        proxy.forwardTo(port);
        kafka = EmbeddedKafka.builder()
                .port(port)
                .property("advertised.listeners", "PLAINTEXT://127.0.0.1:" + proxy.port())
                .start();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("there is no free port", e);
        }
    }

    Table run() throws InterruptedException {
        fill();
        try (RevocationList warmUp = list()) {
            warmUp.start();
            requireCurrent(warmUp);
            measure(warmUp, until(phase));
        }
        try (RevocationList list = list()) {
            list.start();
            requireCurrent(list);
            report("idle", measure(list, until(phase)));
            try (RevocationList replaying = list()) {
                replaying.start();
                long deadline = System.nanoTime() + LIMIT.toNanos();
                report(
                        "during the list's own replay",
                        measure(replaying, () -> replaying.state() == State.CURRENT || System.nanoTime() > deadline));
                requireCurrent(replaying);
            }
            report("while its connections are reset every 100 ms", measure(list, resetting()));
            kafka.stop();
            report("while the broker is down", measure(list, until(phase)));
        }
        return table;
    }

    private RevocationList list() {
        return RevocationList.builder()
                .bootstrapServers("127.0.0.1:" + proxy.port())
                .build();
    }

    private static void requireCurrent(RevocationList list) throws InterruptedException {
        if (!list.awaitCurrent(LIMIT)) {
            throw new IllegalStateException("the list did not become current: " + list.status());
        }
    }

    private static BooleanSupplier until(Duration duration) {
        long end = System.nanoTime() + duration.toNanos();
        return () -> System.nanoTime() > end;
    }

    private BooleanSupplier resetting() {
        long end = System.nanoTime() + phase.toNanos();
        long[] last = {System.nanoTime()};
        return () -> {
            long now = System.nanoTime();
            if (now - last[0] > 100_000_000) {
                last[0] = now;
                proxy.reset();
            }
            return now > end;
        };
    }

    private Latencies measure(RevocationList list, BooleanSupplier over) {
        BenchToken[] tokens = new BenchToken[1_000];
        for (int i = 0; i < tokens.length; i++) {
            tokens[i] = BenchToken.of(i % 100 == 0 ? i * 7 % records : -i - 1);
        }
        Latencies latencies = new Latencies(MOST);
        for (int i = 0; !latencies.isFull(); i++) {
            if (i % 1_000 == 0 && over.getAsBoolean()) {
                break;
            }
            long begun = System.nanoTime();
            var unused = list.check(tokens[i % tokens.length]);
            latencies.add(System.nanoTime() - begun);
        }
        return latencies;
    }

    private void report(String phase, Latencies latencies) {
        long p999 = latencies.percentile(0.999);
        if (idle == 0) {
            idle = p999;
        }
        table.row(
                phase,
                String.valueOf(latencies.count()),
                latencies.percentile(0.5) + " ns",
                latencies.percentile(0.99) + " ns",
                p999 + " ns",
                String.format("%.2f", (double) p999 / idle));
    }

    private void fill() throws InterruptedException {
        RevocationTopic topic = new RevocationTopic(kafka.bootstrapServers(), TopicSettings.DEFAULT_TOPIC, 1);
        topic.create();
        topic.fill(records, 16_384);
    }

    @Override
    public void close() {
        proxy.close();
        kafka.close();
    }
}
