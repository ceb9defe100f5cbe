package io.revocast.publisher.kafka;

import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks brokers how far partitions reach. One question answers all callers that waited for it. It has a consumer of its
 * own: on the connection of one that reads, a question waits until the brokers have answered the fetch. Thread-safe.
 */
final class LogEnds implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final ClientProperties properties;
    private final Supplier<Set<TopicPartition>> partitions;
    private final BlockingQueue<CompletableFuture<Map<TopicPartition, Long>>> waiting = new LinkedBlockingQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread created = new Thread(work, "revocast-log-ends");
        created.setDaemon(true);
        return created;
    });
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    LogEnds(ClientProperties properties, Supplier<Set<TopicPartition>> partitions) {
        this.properties = properties;
        this.partitions = partitions;
    }

    /** Returns the ends as they are after the call began, within about 5 seconds. */
    CompletableFuture<Map<TopicPartition, Long>> ask() {
        CompletableFuture<Map<TopicPartition, Long>> answer = new CompletableFuture<>();
        waiting.add(answer);
        try {
            thread.execute(this::answerAll);
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new UnavailableException(
                    Certainty.NOT_WRITTEN, "the publisher is stopping; nothing was written", e));
        }
        return answer.orTimeout(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void answerAll() {
        List<CompletableFuture<Map<TopicPartition, Long>>> all = new ArrayList<>();
        waiting.drainTo(all);
        if (all.isEmpty()) {
            return;
        }
        try {
            KafkaConsumer<byte[], byte[]> asking = consumer();
            Set<TopicPartition> wanted = partitions.get();
            // It never polls. Without the assignment, the client logs a warning for each partition of each answer.
            asking.assign(wanted);
            Map<TopicPartition, Long> ends = asking.endOffsets(wanted, LIMIT);
            all.forEach(each -> each.complete(ends));
        } catch (KafkaException e) {
            all.forEach(each -> each.completeExceptionally(e));
        } catch (RuntimeException e) {
            // The thread must answer whatever happens.
            all.forEach(each -> each.completeExceptionally(e));
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            Map<String, Object> settings = new HashMap<>(properties.forReader());
            settings.remove("group.id");
            settings.remove("group.instance.id");
            settings.put("client.id", "revocast-publisher-ends");
            settings.put("bootstrap.servers", properties.bootstrapServers());
            settings.put("enable.auto.commit", "false");
            settings.put("allow.auto.create.topics", "false");
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
        thread.execute(() -> {
            if (consumer != null) {
                consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
