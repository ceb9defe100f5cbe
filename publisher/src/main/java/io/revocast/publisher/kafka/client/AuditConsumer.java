package io.revocast.publisher.kafka.client;

import io.revocast.publisher.audit.AuditUnavailableException;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A consumer of the audit topic's one partition, record by record. For one thread. */
public final class AuditConsumer implements AutoCloseable {
    private static final Duration LONGEST_POLL = Duration.ofMillis(500);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    private final String topic;
    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private Iterator<ConsumerRecord<byte[], byte[]>> polled = Collections.emptyIterator();
    private long position;

    public AuditConsumer(ClientProperties properties, String topic) throws AuditUnavailableException {
        this.topic = topic;
        this.partition = new TopicPartition(topic, 0);
        try {
            this.consumer = properties.consumer("revocast-publisher-audit", Map.of("auto.offset.reset", "earliest"));
        } catch (KafkaException e) {
            throw new AuditUnavailableException("the audit cannot be read: " + e.getMessage(), e);
        }
        consumer.assign(List.of(partition));
    }

    /** The offset that the next record will have. */
    public long end() throws AuditUnavailableException, InterruptedException {
        return ask(() -> consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
    }

    /** Returns the offset of the first record that the broker appended at or after an instant; the end when none was. */
    public long offsetAt(Instant instant) throws AuditUnavailableException, InterruptedException {
        long offset = ask(() -> {
            OffsetAndTimestamp found = consumer.offsetsForTimes(Map.of(partition, instant.toEpochMilli()))
                    .get(partition);
            return found == null ? -1 : found.offset();
        });
        return offset < 0 ? end() : offset;
    }

    /** Whether the topic has a record: an audit that is new, or was emptied, has none. */
    public boolean hasRecords() throws AuditUnavailableException, InterruptedException {
        return beginning() < end();
    }

    private long beginning() throws AuditUnavailableException, InterruptedException {
        return ask(() -> consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L));
    }

    /**
     * Returns when the broker appended the last record. By its clock it is at least as late now. Changes the position.
     *
     * @return empty when there is no record, or when none comes in time
     */
    public Optional<Instant> lastAppended(Duration patience) throws AuditUnavailableException, InterruptedException {
        seek(end() - 1);
        return next(patience).map(record -> Instant.ofEpochMilli(record.timestamp()));
    }

    /** Goes to an offset, or to the first one that is there still. */
    public void seek(long offset) throws AuditUnavailableException, InterruptedException {
        position = Math.max(offset, beginning());
        consumer.seek(partition, position);
        polled = Collections.emptyIterator();
    }

    /** The offset after the last record that was returned, or after what is no record. */
    public long position() {
        return position;
    }

    /** The next record; empty when none comes in time. */
    public Optional<ConsumerRecord<byte[], byte[]>> next(Duration patience)
            throws AuditUnavailableException, InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!polled.hasNext()) {
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            if (left.isNegative()) {
                return Optional.empty();
            }
            polled = ask(() -> consumer.poll(left.compareTo(LONGEST_POLL) < 0 ? left : LONGEST_POLL)
                    .records(partition)
                    .iterator());
            if (!polled.hasNext()) {
                position = ask(() -> consumer.position(partition));
            }
        }
        ConsumerRecord<byte[], byte[]> next = polled.next();
        position = next.offset() + 1;
        return Optional.of(next);
    }

    private interface Question<T> {
        T answer();
    }

    private <T> T ask(Question<T> question) throws AuditUnavailableException, InterruptedException {
        try {
            return question.answer();
        } catch (InterruptException e) {
            // It has set the flag, for callers that cannot be interrupted.
            Thread.interrupted();
            InterruptedException interrupted = new InterruptedException("interrupted while the audit was read");
            interrupted.initCause(e);
            throw interrupted;
        } catch (AuthorizationException e) {
            throw new AuditUnavailableException("this publisher's principal lacks READ on topic " + topic, e);
        } catch (KafkaException e) {
            throw new AuditUnavailableException("topic " + topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
}
