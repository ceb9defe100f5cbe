package io.revocast.publisher.kafka;

import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

    private final Supplier<Set<TopicPartition>> partitions;
    private final BlockingQueue<CompletableFuture<Map<TopicPartition, Long>>> waiting = new LinkedBlockingQueue<>();
    private final ConsumerThread thread;

    LogEnds(ClientProperties properties, Supplier<Set<TopicPartition>> partitions) {
        this.partitions = partitions;
        this.thread = new ConsumerThread(properties, "revocast-publisher-ends", Integer.MAX_VALUE, Map.of());
    }

    /** Returns the ends as they are after the call began, within about 5 seconds. */
    CompletableFuture<Map<TopicPartition, Long>> ask() {
        CompletableFuture<Map<TopicPartition, Long>> answer = new CompletableFuture<>();
        waiting.add(answer);
        var unused = thread.ask(this::answerAll).whenComplete((done, failure) -> {
            if (failure != null) {
                refuseAll(failure);
            }
        });
        return answer.orTimeout(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void answerAll(KafkaConsumer<byte[], byte[]> asking) {
        // Taken before the question: its answer is too old for a caller that comes while it is under way.
        List<CompletableFuture<Map<TopicPartition, Long>>> all = takeWaiting();
        if (all.isEmpty()) {
            return;
        }
        try {
            Set<TopicPartition> wanted = partitions.get();
            // It never polls. Without the assignment, the client logs a warning for each partition of each answer.
            asking.assign(wanted);
            Map<TopicPartition, Long> ends = asking.endOffsets(wanted, LIMIT);
            all.forEach(each -> each.complete(ends));
        } catch (RuntimeException e) {
            // The thread must answer whatever happens.
            all.forEach(each -> each.completeExceptionally(e));
        }
    }

    private List<CompletableFuture<Map<TopicPartition, Long>>> takeWaiting() {
        List<CompletableFuture<Map<TopicPartition, Long>>> all = new ArrayList<>();
        waiting.drainTo(all);
        return all;
    }

    private void refuseAll(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        Throwable refusal = cause instanceof RejectedExecutionException
                ? new UnavailableException(
                        Certainty.NOT_WRITTEN, "the publisher is stopping; nothing was written", cause)
                : cause;
        takeWaiting().forEach(each -> each.completeExceptionally(refusal));
    }

    /** Frees the connections, within about two seconds. Further calls do nothing. */
    @Override
    public void close() {
        thread.close();
    }
}
