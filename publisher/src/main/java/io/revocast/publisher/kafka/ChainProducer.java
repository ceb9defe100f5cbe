package io.revocast.publisher.kafka;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.audit.AuditRecord.Mark;
import io.revocast.publisher.audit.AuditRecord.Seen;
import io.revocast.publisher.audit.ChainEncoder;
import io.revocast.publisher.audit.EntryParts;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.client.SendFailure;
import io.revocast.publisher.request.UnavailableException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * One chain of entries. Its own producer has one request under way at a time and ends with the first record that is not
 * confirmed. The log therefore always has the beginning of a chain, without a gap.
 *
 * <p>For one thread, but for {@link #failure()}.
 */
final class ChainProducer {
    private final String topic;
    private final SendFailure failures;
    private final Clock clock;
    private final Consumer<Seen> onConfirmed;
    private final Producer<byte[], byte[]> producer;
    private final ChainEncoder writer = new ChainEncoder(UUID.randomUUID());
    private volatile @Nullable UnavailableException failure;

    /**
     * Makes the producer; appends nothing yet.
     *
     * @param onConfirmed told each record that the broker has, by the producer's thread
     */
    ChainProducer(ClientProperties properties, String topic, Clock clock, Consumer<Seen> onConfirmed) {
        this.topic = topic;
        this.clock = clock;
        this.onConfirmed = onConfirmed;
        this.failures = new SendFailure(topic, "audit entry", "the audit may or may not have the entry");
        Map<String, Object> settings = new HashMap<>(properties.producer());
        settings.put("max.in.flight.requests.per.connection", "1");
        settings.put("client.id", settings.get("client.id") + "-audit");
        this.producer = new KafkaProducer<>(settings);
    }

    /** Why the first record that was not confirmed was not, after which nothing may be appended; null when all were. */
    @Nullable
    UnavailableException failure() {
        return failure;
    }

    /** Appends the first record. */
    CompletableFuture<Void> open(@Nullable Seen after) {
        String process = ManagementFactory.getRuntimeMXBean().getName();
        return send(writer.open(clock.instant(), process, after));
    }

    /**
     * Appends an entry, in as many records as it needs.
     *
     * @throws IllegalArgumentException when it has a subject that fits into no record; the chain goes on
     */
    CompletableFuture<Void> append(AuditEntry entry) {
        List<AuditEntry> parts = EntryParts.of(entry);
        List<CompletableFuture<Void>> sent = new ArrayList<>(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            sent.add(send(writer.append(parts.get(i), i + 1, parts.size())));
        }
        return sent.size() == 1 ? sent.get(0) : CompletableFuture.allOf(sent.toArray(CompletableFuture<?>[]::new));
    }

    private CompletableFuture<Void> send(byte[] value) {
        Mark mark = Objects.requireNonNull(writer.last());
        CompletableFuture<Void> sent = new CompletableFuture<>();
        UnavailableException before = failure;
        if (before != null) {
            sent.completeExceptionally(before);
            return sent;
        }
        Thread caller = Thread.currentThread();
        try {
            var unused = producer.send(new ProducerRecord<>(topic, 0, null, value), (metadata, failed) -> {
                if (failed != null) {
                    boolean taken = Thread.currentThread() != caller && !SendFailure.isRefusal(failed);
                    sent.completeExceptionally(giveUp(taken ? failures.unknown(failed) : failures.notWritten(failed)));
                    return;
                }
                if (metadata.hasOffset()) {
                    onConfirmed.accept(new Seen(mark, metadata.offset()));
                }
                sent.complete(null);
            });
        } catch (KafkaException | IllegalStateException e) {
            // Thrown, not reported, when this producer can never send again.
            sent.completeExceptionally(giveUp(failures.notWritten(e)));
        }
        return sent;
    }

    /** At once, before the producer can send what comes after the record that failed. */
    private UnavailableException giveUp(UnavailableException why) {
        if (failure == null) {
            failure = why;
        }
        producer.close(Duration.ZERO);
        return why;
    }

    /** Ends the chain, waits for what was appended, and frees the connections. */
    void close(Duration limit) {
        var unused = send(writer.close(clock.instant()));
        producer.close(limit);
    }
}
