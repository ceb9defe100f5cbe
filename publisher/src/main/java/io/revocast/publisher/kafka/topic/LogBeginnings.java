package io.revocast.publisher.kafka.topic;

import io.revocast.event.Receipt;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Asks brokers where the partitions of a topic begin. What lies before was deleted: by retention, which only deletes what is
 * over, or by DeleteRecords, which deletes what still counts. Keeps one admin client. Thread-safe.
 */
public final class LogBeginnings implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final ClientProperties properties;
    private final String topic;
    private final Object lock = new Object();
    private @Nullable Admin admin;
    private @Nullable KafkaException failure;
    private long failedAt;
    private boolean closed;
    private volatile Answer last = new Answer("", Map.of(), System.nanoTime());

    /**
     * What brokers answered.
     *
     * @param topicId of the topic that was asked about; empty before the first answer
     * @param offsets the first offset of each partition
     * @param asked when the question was sent, by {@link System#nanoTime}
     */
    private record Answer(String topicId, Map<Integer, Long> offsets, long asked) {
        boolean isOf(String topic, Set<Integer> partitions) {
            return topicId.equals(topic) && offsets.keySet().equals(partitions);
        }
    }

    /** Makes it, and connects with the first question. */
    public LogBeginnings(ClientProperties properties, String topic) {
        this.properties = properties;
        this.topic = topic;
    }

    /** The first offset of each partition of a topic, as last answered; empty when that was about another topic. */
    public Map<Integer, Long> of(String topicId) {
        Answer now = last;
        return now.topicId().equals(topicId) ? now.offsets() : Map.of();
    }

    /** Whether the record of a receipt had been deleted when brokers last answered. */
    public boolean isDeleted(Receipt receipt) {
        Answer now = last;
        return now.topicId().equals(receipt.topicId())
                && receipt.offset() < now.offsets().getOrDefault(receipt.partition(), 0L);
    }

    /**
     * Asks, unless brokers answered the same question lately; waits up to five seconds. Callers that waited for another one's
     * question have its answer or its failure.
     *
     * @param newest the age up to which the last answer will do
     * @throws TimeoutException when no broker answers in time; its message says why
     */
    public void ask(String topicId, Set<Integer> partitions, Duration newest)
            throws InterruptedException, TimeoutException {
        if (isRecent(topicId, partitions, newest)) {
            return;
        }
        synchronized (lock) {
            if (closed || isRecent(topicId, partitions, newest)) {
                return;
            }
            if (failure != null && System.nanoTime() - failedAt <= newest.toNanos()) {
                throw unanswered(failure);
            }
            long asked = System.nanoTime();
            try {
                last = new Answer(topicId, offsets(partitions), asked);
                failure = null;
            } catch (KafkaException e) {
                failure = e;
                failedAt = System.nanoTime();
                throw unanswered(e);
            }
        }
    }

    private TimeoutException unanswered(KafkaException cause) {
        TimeoutException unanswered =
                new TimeoutException("no broker told where topic " + topic + " begins: " + cause.getMessage());
        unanswered.initCause(cause);
        return unanswered;
    }

    private boolean isRecent(String topicId, Set<Integer> partitions, Duration newest) {
        Answer now = last;
        return now.isOf(topicId, partitions) && System.nanoTime() - now.asked() <= newest.toNanos();
    }

    private Map<Integer, Long> offsets(Set<Integer> partitions) throws InterruptedException {
        if (admin == null) {
            admin = Admin.create(properties.admin());
        }
        Map<TopicPartition, OffsetSpec> question = new HashMap<>();
        partitions.forEach(number -> question.put(new TopicPartition(topic, number), OffsetSpec.earliest()));
        Map<TopicPartition, ListOffsetsResultInfo> answer =
                AdminAnswers.await(admin.listOffsets(question).all(), LIMIT);
        Map<Integer, Long> offsets = new HashMap<>();
        answer.forEach((partition, begin) -> offsets.put(partition.partition(), begin.offset()));
        return Map.copyOf(offsets);
    }

    /** Frees the connections, within about six seconds. Further calls do nothing. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            if (admin != null) {
                admin.close(CLOSE_LIMIT);
                admin = null;
            }
        }
    }
}
