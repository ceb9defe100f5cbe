package io.revocast.soak;

import io.revocast.event.internal.TargetKey;
import io.revocast.soak.history.History;
import io.revocast.soak.history.Subject;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the topic past every proxy, with nothing of the library, and says which revocations the log lacks that a process
 * needs that starts now.
 */
final class RevocationLogReader {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LEFT_SECONDS = 10;

    private final String bootstrapServers;
    private final History history;

    RevocationLogReader(String bootstrapServers, History history) {
        this.bootstrapServers = bootstrapServers;
        this.history = history;
    }

    /** Waits until the log holds every acknowledged revocation that is still in force. */
    void awaitComplete(Duration limit) throws InterruptedException, NotHealedException {
        long deadline = System.nanoTime() + limit.toNanos();
        List<String> missing = missing();
        while (!missing.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new NotHealedException("the log lacks " + missing.size() + " acknowledged revocations, "
                        + missing.get(0) + " among them");
            }
            Thread.sleep(LOOK_AGAIN.toMillis());
            missing = missing();
        }
    }

    private List<String> missing() {
        long soon = System.currentTimeMillis() / 1000 + LEFT_SECONDS;
        List<Subject> owed = history.subjects().stream()
                .filter(subject -> subject.expiresAt() > soon && history.isOwed(subject.number()))
                .toList();
        Map<String, Long> cutOffs = read();
        return owed.stream()
                .filter(subject -> cutOffs.getOrDefault(key(subject), -1L) < subject.issuedAt())
                .filter(subject -> history.isOwed(subject.number()))
                .map(Subject::jti)
                .toList();
    }

    private static String key(Subject subject) {
        return subject.isRevokedBySubject()
                ? TargetKey.claim(Subject.ISSUER, "sub", subject.sub())
                : TargetKey.token(Subject.ISSUER, subject.jti());
    }

    /** The latest cut-off of each key that is revoked according to the log as it stands. */
    private Map<String, Long> read() {
        Map<String, RecordsOfKey> keys = new HashMap<>();
        Map<String, Object> properties = Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(Fleet.TOPIC).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(POLL).forEach(record -> {
                    if (record.key() != null && record.value() != null) {
                        keys.computeIfAbsent(
                                        new String(record.key(), StandardCharsets.UTF_8),
                                        key -> new RecordsOfKey(record.key(), partitions.size()))
                                .add(record);
                    }
                });
            }
        }
        Map<String, Long> cutOffs = new HashMap<>();
        keys.forEach((key, records) -> records.cutOff().ifPresent(cutOff -> cutOffs.put(key, cutOff)));
        return cutOffs;
    }
}
