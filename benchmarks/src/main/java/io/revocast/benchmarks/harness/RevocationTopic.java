package io.revocast.benchmarks.harness;

import io.revocast.event.Revocation;
import io.revocast.event.Target;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.Origin;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A topic as the publisher makes it, filled with revocations of tokens as the publisher writes them.
 *
 * @param bootstrapServers where the broker is
 */
public record RevocationTopic(String bootstrapServers, String name, int partitions) {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofHours(6);
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration LIFETIME = Duration.ofHours(12);

    /** Where the topic is, for a contender. */
    public Arguments arguments() {
        return new Arguments(Map.of("bootstrap", bootstrapServers, "topic", name)).with("partitions", partitions);
    }

    /** Returns the topic that {@link #arguments} told of. */
    public static RevocationTopic of(Arguments arguments) {
        return new RevocationTopic(
                arguments.text("bootstrap"), arguments.text("topic"), arguments.number("partitions"));
    }

    /** Returns the event that revokes the token with a number. */
    public static RevocationEvent.Revoked event(int number, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.SECONDS);
        // Tokens are of every age, so they end at any second of a span; none while a long benchmark still counts them.
        Instant end = at.plus(SHORTEST).plusSeconds(Math.floorMod(number * 7919L, LIFETIME.toSeconds()));
        Origin origin = new Origin(new UUID(at.toEpochMilli() << 16 | 0x7000, ~number), at, "logout", null, "bench");
        return new RevocationEvent.Revoked(
                new Revocation(new Target.Token(BenchToken.ISSUER, BenchToken.jti(number)), end, null), origin);
    }

    /** Makes the topic, and waits for its leaders. */
    public void create() throws InterruptedException {
        TopicSettings settings = new TopicSettings(name, partitions, 1, TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings.configs())))
                    .all()
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
            awaitLeaders(admin);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("topic " + name + " cannot be made", e);
        }
    }

    /**
     * Only leaders answer what is asked here. An idempotent producer must not meet a partition without one: if its first
     * batch is turned away and its second is not, the first is out of order for ever.
     */
    private void awaitLeaders(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Map<TopicPartition, OffsetSpec> ends = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(name, partition), unused -> OffsetSpec.latest()));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try {
                admin.listOffsets(ends).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                return;
            } catch (ExecutionException e) {
                // The topic is made before every broker has heard of it.
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException) || System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(PAUSE.toMillis());
            }
        }
    }

    /**
     * Appends one revocation each of the tokens 0 to {@code records}.
     *
     * @param batchBytes the producer's {@code batch.size}; 1 makes a batch of every record, as a publisher that waits
     *     for each commit does
     */
    public void fill(int records, int batchBytes) {
        fill(0, records, batchBytes);
    }

    /** Appends one revocation each of as many tokens, from the one with a number on. */
    public void fill(int first, int records, int batchBytes) {
        Map<String, Object> client = Map.of(
                "bootstrap.servers", bootstrapServers, "linger.ms", batchBytes > 1 ? 20 : 0, "batch.size", batchBytes);
        Instant now = Instant.now();
        append(client, IntStream.range(first, first + records).mapToObj(i -> event(i, now)));
    }

    /**
     * Appends one live rule each of as many kinds, of claims, a key and the issuer; none matches a {@link BenchToken}.
     *
     * @param kinds 0 to 5
     */
    public void addRules(int kinds) {
        Instant before = Instant.ofEpochSecond(BenchToken.ISSUED_AT - 1);
        List<Target> targets = List.of(
                new Target.Claim(BenchToken.ISSUER, "sub", "nobody"),
                new Target.Claim(BenchToken.ISSUER, "sid", "no-session"),
                new Target.Claim(BenchToken.ISSUER, "client_id", "no-client"),
                new Target.Key(BenchToken.ISSUER, "key-2026-10"),
                new Target.Issuer(BenchToken.ISSUER));
        Revocation any = event(0, Instant.now()).revocation();
        Origin origin = event(0, Instant.now()).origin();
        append(
                Map.of("bootstrap.servers", bootstrapServers),
                targets.stream()
                        .limit(kinds)
                        .map(target -> new RevocationEvent.Revoked(
                                new Revocation(target, any.expiresAt(), target instanceof Target.Key ? null : before),
                                origin)));
    }

    /** Appends a heartbeat to each partition, as a publisher does every three seconds. */
    public void beat() {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < partitions; partition++) {
                Heartbeat heartbeat = new Heartbeat(partition, Instant.now().truncatedTo(ChronoUnit.MILLIS), "bench");
                var unused = producer.send(new ProducerRecord<>(
                        name, partition, EventCodec.encodeKey(heartbeat), EventCodec.encodeValue(heartbeat)));
            }
            producer.flush();
        }
    }

    private void append(Map<String, Object> client, Stream<RevocationEvent.Revoked> events) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            AtomicReference<Exception> failure = new AtomicReference<>();
            int partition = 0;
            for (RevocationEvent event : (Iterable<RevocationEvent.Revoked>) events::iterator) {
                byte[] key = EventCodec.encodeKey(event.target());
                partition = (partition + 1) % partitions;
                var unused = producer.send(
                        new ProducerRecord<>(name, partition, key, EventCodec.encodeValue(event)), (metadata, e) -> {
                            if (e != null) {
                                failure.compareAndSet(null, e);
                            }
                        });
            }
            producer.flush();
            if (failure.get() != null) {
                throw new IllegalStateException("records could not be appended to topic " + name, failure.get());
            }
        }
    }
}
