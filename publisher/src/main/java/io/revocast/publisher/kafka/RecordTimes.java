package io.revocast.publisher.kafka;

import io.revocast.event.Receipt;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Reads single records of the topic of revocations, to learn when brokers appended them. One thread and one consumer, made
 * when the first question comes; at most {@value #MOST_WAITING} questions wait. Thread-safe.
 */
public final class RecordTimes implements AutoCloseable {
    static final int MOST_WAITING = 64;

    private static final Logger LOGGER = LoggerFactory.getLogger(RecordTimes.class);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final ClientProperties properties;
    private final String topic;
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING), work -> {
                Thread created = new Thread(work, "revocast-record-times");
                created.setDaemon(true);
                return created;
            });
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /** Makes one that connects when it is first asked. */
    public RecordTimes(ClientProperties properties, String topic) {
        this.properties = properties;
        this.topic = topic;
    }

    /**
     * Returns when the record of a receipt was appended; empty when it is not in the log any more, or no broker says within
     * about five seconds. Does not look at the topic id.
     */
    public CompletableFuture<Optional<Instant>> find(Receipt receipt) {
        CompletableFuture<Optional<Instant>> answer = new CompletableFuture<>();
        try {
            thread.execute(() -> answer.complete(read(receipt)));
        } catch (RejectedExecutionException e) {
            answer.complete(Optional.empty());
        }
        return answer.completeOnTimeout(Optional.empty(), 2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private Optional<Instant> read(Receipt receipt) {
        TopicPartition partition = new TopicPartition(topic, receipt.partition());
        try {
            KafkaConsumer<byte[], byte[]> reading = consumer();
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

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            Map<String, Object> settings = new HashMap<>(properties.forReader());
            settings.remove("group.id");
            settings.remove("group.instance.id");
            settings.put("client.id", "revocast-publisher-times");
            settings.put("bootstrap.servers", properties.bootstrapServers());
            settings.put("enable.auto.commit", "false");
            settings.put("allow.auto.create.topics", "false");
            settings.put("auto.offset.reset", "none");
            settings.put("max.poll.records", "1");
            settings.put("max.partition.fetch.bytes", "65536");
            consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
        return consumer;
    }

    /** Frees the connections, within about two seconds. Further calls do nothing. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        thread.getQueue().clear();
        try {
            thread.execute(() -> {
                if (consumer != null) {
                    consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
                }
            });
            thread.shutdown();
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (RejectedExecutionException e) {
            thread.shutdownNow();
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
