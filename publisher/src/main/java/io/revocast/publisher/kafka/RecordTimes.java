package io.revocast.publisher.kafka;

import io.revocast.event.Receipt;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Reads single records of the topic of revocations, to learn when brokers appended them. One thread and one consumer, made
 * when the first question comes; at most {@value #MOST_WAITING} questions wait. Thread-safe.
 */
public final class RecordTimes implements AutoCloseable {
    static final int MOST_WAITING = 64;

    private static final Logger LOGGER = LoggerFactory.getLogger(RecordTimes.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final String topic;
    private final ConsumerThread thread;

    /** Makes one that connects when it is first asked. */
    public RecordTimes(ClientProperties properties, String topic) {
        this.topic = topic;
        this.thread = new ConsumerThread(
                properties,
                "revocast-publisher-times",
                MOST_WAITING,
                Map.of("auto.offset.reset", "none", "max.poll.records", "1", "max.partition.fetch.bytes", "65536"));
    }

    /**
     * Returns when the record of a receipt was appended; empty when it is not in the log any more, or no broker says within
     * about five seconds. Does not look at the topic id.
     */
    public CompletableFuture<Optional<Instant>> find(Receipt receipt) {
        CompletableFuture<Optional<Instant>> answer = new CompletableFuture<>();
        var unused = thread.ask(consumer -> answer.complete(read(consumer, receipt)))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOGGER.debug("the time of a record cannot be read", failure);
                        answer.complete(Optional.empty());
                    }
                });
        return answer.completeOnTimeout(Optional.empty(), 2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private Optional<Instant> read(KafkaConsumer<byte[], byte[]> reading, Receipt receipt) {
        TopicPartition partition = new TopicPartition(topic, receipt.partition());
        try {
            reading.assign(List.of(partition));
            reading.seek(partition, receipt.offset());
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : reading.poll(Duration.ofMillis(100))) {
                    return record.offset() == receipt.offset() && record.timestamp() >= 0
                            ? Optional.of(Instant.ofEpochMilli(record.timestamp()))
                            : Optional.empty();
                }
            }
        } catch (KafkaException e) {
            LOGGER.debug("the time of a record cannot be read", e);
        } catch (RuntimeException e) {
            // The thread must answer whatever happens.
            LOGGER.warn("reading the time of a record failed", e);
        }
        return Optional.empty();
    }

    /** Frees the connections, within about two seconds. Further calls do nothing. */
    @Override
    public void close() {
        thread.close();
    }
}
