package io.revocast.consumer.internal;

import io.revocast.consumer.internal.topic.BrokerPing;
import io.revocast.consumer.internal.topic.ClusterWatch;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.consumer.internal.topic.TopicInspector;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.RevocationEvent;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.ClusterResource;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A topic of one partition and its broker, on top of Kafka's {@link MockConsumer}. Each list gets new consumers of the
 * log that the test wrote. The test decides what the broker answers.
 */
public final class ScriptedKafka implements TopicInspector {
    public static final String TOPIC = "revocast.revocations";

    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    public final AtomicInteger consumersOpened = new AtomicInteger();
    public final AtomicReference<@Nullable Supplier<KafkaException>> pollFailure = new AtomicReference<>();
    public final AtomicReference<@Nullable KafkaException> positionFailure = new AtomicReference<>();
    public final AtomicReference<@Nullable RuntimeException> inspectFailure = new AtomicReference<>();
    public final AtomicReference<@Nullable RuntimeException> identityFailure = new AtomicReference<>();
    public final AtomicReference<@Nullable RuntimeException> statusTopicFailure = new AtomicReference<>();
    /** What reports are sent through. */
    public final AtomicReference<Producer<byte[], byte[]>> reporters =
            new AtomicReference<>(new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));

    public final AtomicInteger identityQuestions = new AtomicInteger();
    public final List<ClusterWatch> clusters = new CopyOnWriteArrayList<>();
    /** The cluster that consumers connect to; the topic is described by cluster-1. */
    public volatile String connectedTo = "cluster-1";

    public volatile List<Integer> partitions = List.of(0);
    public volatile boolean identityHangs;
    public volatile boolean answersProbes = true;
    public volatile long corruptAt = -1;
    public volatile long tooLargeAt = -1;
    public volatile boolean deliversRecords = true;
    public volatile String topicId = "topic-1";
    public volatile List<String> differences = List.of();
    public volatile @Nullable Instant newestAppend;
    public volatile TimestampType timestampType = TimestampType.LOG_APPEND_TIME;
    /** Those of records that are appended from now on. */
    public volatile List<Header> headers = List.of();

    private final AtomicReference<CompletableFuture<Identity>> unansweredIdentity =
            new AtomicReference<>(new CompletableFuture<>());
    private final Map<Long, ConsumerRecord<byte[], byte[]>> log = new HashMap<>();
    /** Where each leader began to write. */
    private final List<Long> epochs = new ArrayList<>(List.of(0L));

    private long logEnd;

    /** Returns the builder of a list that reads this and lives by a clock. */
    public ListOptions list(MutableClock clock) {
        return new ListOptions()
                .bootstrapServers("broker:9092")
                .clock(clock)
                .nanoTime(clock.nanoTime())
                .connections(connections());
    }

    public KafkaClients connections() {
        return new KafkaClients(this, this::openReader, () -> BrokerPing.Answer.ACCEPTS, reporters::get);
    }

    private KafkaClients.Reader openReader(boolean oneByOne) {
        ClusterWatch cluster = new ClusterWatch();
        cluster.onUpdate(new ClusterResource(connectedTo));
        clusters.add(cluster);
        return new KafkaClients.Reader(openConsumer(), cluster);
    }

    /** Appends a record that does not tell when it was appended. */
    public long append(byte @Nullable [] key, byte @Nullable [] value) {
        return append(ConsumerRecord.NO_TIMESTAMP, key, value);
    }

    /** Appends a record that claims to be of a time. */
    public synchronized long append(long timestamp, byte @Nullable [] key, byte @Nullable [] value) {
        log.put(
                logEnd,
                new ConsumerRecord<>(
                        TOPIC,
                        0,
                        logEnd,
                        timestamp,
                        timestampType,
                        ConsumerRecord.NULL_SIZE,
                        ConsumerRecord.NULL_SIZE,
                        key,
                        value,
                        new RecordHeaders(headers),
                        Optional.of(epochs.size() - 1)));
        return logEnd++;
    }

    /** Appends an event at a time of the broker's clock. */
    public long appendAt(Instant at, RevocationEvent event) {
        return append(at.toEpochMilli(), EventCodec.encodeKey(event.target()), EventCodec.encodeValue(event));
    }

    /** Appends a heartbeat that a publisher sent at one time and the broker appended at another. */
    public long beat(Instant sent, Instant appended) {
        Heartbeat heartbeat = new Heartbeat(0, sent, "publisher");
        return append(appended.toEpochMilli(), EventCodec.encodeKey(heartbeat), EventCodec.encodeValue(heartbeat));
    }

    public long append(RevocationEvent event) {
        return append(EventCodec.encodeKey(event.target()), EventCodec.encodeValue(event));
    }

    /** Compaction or a transaction marker leaves an offset without a record. */
    public synchronized void appendHole() {
        logEnd++;
    }

    /** An unclean leader election lost what stood at and after an offset. */
    public synchronized void truncate(long end) {
        log.keySet().removeIf(offset -> offset >= end);
        logEnd = end;
        anotherLeader();
    }

    /** What is appended from now on is another leader's. */
    public synchronized void anotherLeader() {
        epochs.add(logEnd);
    }

    private synchronized boolean isPastTheEndOf(int epoch, long offset) {
        return epoch + 1 < epochs.size() && offset > epochs.get(epoch + 1);
    }

    public synchronized void recreate(String newTopicId) {
        topicId = newTopicId;
        log.clear();
        logEnd = 0;
    }

    private synchronized @Nullable ConsumerRecord<byte[], byte[]> at(long offset) {
        return log.get(offset);
    }

    private synchronized long end() {
        return logEnd;
    }

    @Override
    public void open() {}

    @Override
    public Topic inspect() {
        RuntimeException failure = inspectFailure.get();
        if (failure != null) {
            throw failure;
        }
        return new Topic(identityNow(), settingsNow(), "cluster-1", newestAppend);
    }

    private Identity identityNow() {
        return new Identity(topicId, partitions);
    }

    private Settings settingsNow() {
        return new Settings(true, differences);
    }

    @Override
    public CompletableFuture<Identity> identity() {
        identityQuestions.incrementAndGet();
        RuntimeException failure = inspectFailure.get() == null ? identityFailure.get() : inspectFailure.get();
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (identityHangs) {
            CompletableFuture<Identity> unanswered = new CompletableFuture<Identity>().orTimeout(1, TimeUnit.MINUTES);
            unansweredIdentity.set(unanswered);
            return unanswered;
        }
        return CompletableFuture.completedFuture(identityNow());
    }

    /** Answers the question about the topic that hangs. */
    public void answerIdentity() {
        identityHangs = false;
        unansweredIdentity.getAndSet(new CompletableFuture<>()).complete(identityNow());
    }

    @Override
    public CompletableFuture<Settings> settings() {
        return CompletableFuture.completedFuture(settingsNow());
    }

    @Override
    public CompletableFuture<?> requireTopic(String topic) {
        RuntimeException failure = statusTopicFailure.get();
        return failure == null ? CompletableFuture.completedFuture(topic) : CompletableFuture.failedFuture(failure);
    }

    @Override
    public void close() {}

    private Consumer<byte[], byte[]> openConsumer() {
        consumersOpened.incrementAndGet();
        return new LogConsumer();
    }

    private final class LogConsumer extends MockConsumer<byte[], byte[]> {
        LogConsumer() {
            super("none");
            updateBeginningOffsets(Map.of(PARTITION, 0L, new TopicPartition(TOPIC, 1), 0L));
        }

        @Override
        public synchronized Map<TopicPartition, Long> endOffsets(
                Collection<TopicPartition> partitions, Duration timeout) {
            if (!answersProbes) {
                throw new TimeoutException("no answer");
            }
            // All records stand in the first partition.
            return partitions.stream()
                    .collect(Collectors.toMap(
                            partition -> partition, partition -> partition.equals(PARTITION) ? end() : 0L));
        }

        /** As a broker does it: whether the leader of that epoch wrote so far is found out after the fact. */
        @Override
        public synchronized void seek(TopicPartition partition, OffsetAndMetadata position) {
            position.leaderEpoch()
                    .filter(epoch -> isPastTheEndOf(epoch, position.offset()))
                    .ifPresent(epoch -> positionFailure.set(
                            new LogTruncationException(Map.of(partition, position.offset()), Map.of())));
            super.seek(partition, position);
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            // A broker makes a poll wait; without this the replay thread would spin.
            LockSupport.parkNanos(200_000);
            Supplier<KafkaException> failure = pollFailure.getAndSet(null);
            if (failure != null) {
                throw failure.get();
            }
            long next = position(PARTITION);
            if (next == tooLargeAt) {
                throw new OutOfMemoryError("on purpose");
            }
            if (next == corruptAt) {
                throw new KafkaException("Record batch for partition is invalid");
            }
            ConsumerRecord<byte[], byte[]> record = deliversRecords ? at(next) : null;
            if (record != null) {
                addRecord(record);
            } else if (deliversRecords && next < end()) {
                seek(PARTITION, next + 1);
            }
            return super.poll(Duration.ZERO);
        }

        @Override
        public synchronized long position(TopicPartition partition, Duration timeout) {
            KafkaException failure = positionFailure.getAndSet(null);
            if (failure != null) {
                throw failure;
            }
            return super.position(partition, timeout);
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
            return List.of(new PartitionInfo(topic, 0, null, null, null));
        }
    }
}
