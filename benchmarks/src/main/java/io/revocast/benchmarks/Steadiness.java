package io.revocast.benchmarks;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.State;
import io.revocast.embedded.EmbeddedKafka;
import io.revocast.embedded.FaultProxy;
import io.revocast.event.EventCodec;
import io.revocast.event.Origin;
import io.revocast.event.Revocation;
import io.revocast.event.RevocationEvent;
import io.revocast.event.Target;
import io.revocast.event.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;

/**
 * How long single checks take while the list does something else. A broker runs in the same process, behind a proxy.
 *
 * <p>One token in a hundred is revoked. The yardstick is the same list when nothing happens.
 */
final class Steadiness implements AutoCloseable {
    private static final int MOST = 20_000_000;
    private static final Duration PHASE = Duration.ofSeconds(8);
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final int records;
    private final FaultProxy proxy = new FaultProxy();
    private final EmbeddedKafka kafka;
    private final List<String> lines = new ArrayList<>();
    private long idle;

    Steadiness(int records) {
        this.records = records;
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

    List<String> run() throws InterruptedException {
        fill();
        lines.add("| check of a token, " + records + " revocations live | checks | p50 | p99 | p99.9 | p99.9 ÷ idle |");
        lines.add("|---|---|---|---|---|---|");
        try (RevocationList warmUp = list()) {
            warmUp.start();
            requireCurrent(warmUp);
            measure(warmUp, until(PHASE));
        }
        try (RevocationList list = list()) {
            list.start();
            requireCurrent(list);
            report("idle", measure(list, until(PHASE)));
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
            report("while the broker is down", measure(list, until(PHASE)));
        }
        return lines;
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
        long end = System.nanoTime() + PHASE.toNanos();
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
            tokens[i] = new BenchToken(i % 100 == 0 ? jti(i * 7 % records) : "absent-" + i);
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
        lines.add(String.format(
                "| %s | %d | %d ns | %d ns | %d ns | %.2f |",
                phase,
                latencies.count(),
                latencies.percentile(0.5),
                latencies.percentile(0.99),
                p999,
                (double) p999 / idle));
    }

    private static String jti(int number) {
        return "token-" + number;
    }

    private void fill() throws InterruptedException {
        TopicSettings settings =
                new TopicSettings(TopicSettings.DEFAULT_TOPIC, 1, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 20);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        Origin origin = new Origin(UUID.randomUUID(), now, null, null, null);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(settings.topic(), 1, (short) 1).configs(settings.configs())))
                    .all()
                    .get();
            for (int i = 0; i < records; i++) {
                Target target = new Target.Token(BenchToken.ISSUER, jti(i));
                RevocationEvent event =
                        new RevocationEvent.Revoked(new Revocation(target, now.plusSeconds(3_600), null), origin);
                var unused = producer.send(new ProducerRecord<>(
                        settings.topic(), 0, EventCodec.encodeKey(target), EventCodec.encodeValue(event)));
            }
            producer.flush();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topic cannot be filled", e);
        }
    }

    @Override
    public void close() {
        proxy.close();
        kafka.close();
    }
}
