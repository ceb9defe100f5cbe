package io.revocast.publisher.kafka;

import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One daemon thread with a consumer of its own, which it makes when the first question needs it. Thread-safe. */
final class ConsumerThread implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final ClientProperties properties;
    private final String name;
    private final Map<String, String> own;
    private final ThreadPoolExecutor thread;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Makes one that connects when it is first asked.
     *
     * @param name of the thread, and of the client
     * @param mostWaiting how many questions wait at most
     * @param own what the consumer needs besides the operator's properties
     */
    ConsumerThread(ClientProperties properties, String name, int mostWaiting, Map<String, String> own) {
        this.properties = properties;
        this.name = name;
        this.own = Map.copyOf(own);
        this.thread =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(mostWaiting), work -> {
                    Thread created = new Thread(work, name);
                    created.setDaemon(true);
                    return created;
                });
    }

    /**
     * Asks on the thread, after all earlier questions, and returns without waiting.
     *
     * <p>The future fails with what the question throws, with {@link org.apache.kafka.common.KafkaException} when there can
     * be no consumer, and with {@link RejectedExecutionException} when too many questions wait, or after {@link #close}.
     */
    CompletableFuture<Void> ask(Consumer<KafkaConsumer<byte[], byte[]>> question) {
        try {
            return CompletableFuture.runAsync(() -> question.accept(consumer()), thread);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            consumer = properties.consumer(name, own);
        }
        return consumer;
    }

    /** Frees the connections after the question that is being answered, within about two seconds. Further calls do nothing. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        thread.getQueue().clear();
        try {
            thread.execute(this::closeConsumer);
            thread.shutdown();
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private void closeConsumer() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        }
    }
}
