package io.revocast.soak;

import io.revocast.event.internal.TargetKey;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Subject;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Another writer on the topic, who knows nothing of its rules: overwrites live revocations, and leaves rubbish. */
final class RecordCorrupter implements AutoCloseable {
    private static final int RECORDS = 50;

    private final History history;
    private final KafkaProducer<byte[], byte[]> producer;

    RecordCorrupter(String bootstrapServers, History history) {
        this.history = history;
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers", bootstrapServers,
                        "client.id", "record-corrupter",
                        "max.block.ms", "5000",
                        // The client waits that long for each partition that a re-created topic no longer has.
                        "request.timeout.ms", "5000",
                        "delivery.timeout.ms", "10000"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** Puts nulls and garbage over revocations that were acknowledged, and records with unreadable keys. */
    void smear(Random random) {
        List<Subject> revoked = history.subjects().stream()
                .filter(subject -> history.isOwed(subject.number()))
                .toList();
        for (int i = 0; i < RECORDS && !revoked.isEmpty(); i++) {
            Subject subject = revoked.get(random.nextInt(revoked.size()));
            byte[] key = key(subject).getBytes(StandardCharsets.UTF_8);
            // A reader takes garbage under a user's key for a cut-off at this moment, which would match tokens that
            // are not revoked.
            append(key, subject.isRevokedBySubject() || random.nextBoolean() ? null : garbage(random));
            append(garbage(random), garbage(random));
        }
        producer.flush();
    }

    private static String key(Subject subject) {
        return subject.isRevokedBySubject()
                ? TargetKey.claim(Subject.ISSUER, "sub", subject.sub())
                : TargetKey.token(Subject.ISSUER, subject.jti());
    }

    private static byte[] garbage(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void append(byte[] key, byte @Nullable [] value) {
        // What becomes of it is not checked here.
        var unused = producer.send(new ProducerRecord<>(Fleet.TOPIC, key, value));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
