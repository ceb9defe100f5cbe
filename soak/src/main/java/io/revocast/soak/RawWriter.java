package io.revocast.soak;

import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.ReportCodec;
import io.revocast.event.internal.TargetKey;
import io.revocast.soak.history.Subject;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Appends well-formed events past the publisher, to a partition of its choice. Thread-safe.
 *
 * <p>It is not idempotent: two clusters give the same producer ids, and a broker would take a record of one for a
 * duplicate of the other.
 */
final class RawWriter implements AutoCloseable {
    private static final String FILLER_ISSUER = "https://filler.example";
    private static final int FILLER_EXPIRED_SECONDS = 3_600;
    private static final long ANSWER_SECONDS = 30;

    private final KafkaProducer<byte[], byte[]> producer;

    RawWriter(String bootstrapServers) {
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "enable.idempotence", "false",
                        "acks", "all",
                        "max.block.ms", "10000",
                        "metadata.max.age.ms", "1000",
                        "client.id", "raw-writer"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Revokes a token, and returns when the brokers have confirmed it. */
    void revoke(Subject subject, int partition) throws InterruptedException {
        await(send(
                partition,
                TargetKey.token(Subject.ISSUER, subject.jti()),
                event("revoke", ",\"exp\":" + subject.expiresAt())));
    }

    /** Takes back every revocation of a token that stands before, and returns when the brokers have confirmed it. */
    void reinstate(Subject subject, int partition) throws InterruptedException {
        await(send(partition, TargetKey.token(Subject.ISSUER, subject.jti()), event("reinstate", "")));
    }

    /** Appends a publisher's heartbeat. */
    void beat(int partition) throws InterruptedException {
        await(send(
                partition,
                "[\"heartbeat\",\"" + partition + "\"]",
                "{\"v\":1,\"at\":" + System.currentTimeMillis() + ",\"by\":\"raw-writer\"}"));
    }

    /**
     * Appends revocations of tokens that expired long ago, and returns when the brokers have confirmed them. Nothing holds
     * them, so the publisher does not append them again to the next log.
     */
    void fill(int partition, long records) throws InterruptedException {
        long expiresAt = Instant.now().getEpochSecond() - FILLER_EXPIRED_SECONDS;
        Future<RecordMetadata> last = null;
        for (long i = 0; i < records; i++) {
            last = send(
                    partition, TargetKey.token(FILLER_ISSUER, "filler-" + i), event("revoke", ",\"exp\":" + expiresAt));
        }
        producer.flush();
        if (last != null) {
            await(last);
        }
    }

    /** Appends a report of an instance, true or not. */
    void report(InstanceReport report) throws InterruptedException {
        await(producer.send(new ProducerRecord<>(
                ReportCodec.DEFAULT_TOPIC, ReportCodec.encodeKey(report.id()), ReportCodec.encodeValue(report))));
    }

    private static String event(String operation, String more) {
        return "{\"v\":1,\"op\":\"" + operation + "\",\"id\":\"" + UUID.randomUUID() + "\"" + more + ",\"at\":"
                + System.currentTimeMillis() + ",\"by\":\"raw-writer\"}";
    }

    private Future<RecordMetadata> send(int partition, String key, String value) {
        return producer.send(new ProducerRecord<>(
                Fleet.TOPIC, partition, key.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8)));
    }

    private static void await(Future<RecordMetadata> sent) throws InterruptedException {
        try {
            sent.get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the brokers did not confirm a record of the soak itself", e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
