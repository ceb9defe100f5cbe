package io.revocast.publisher.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.revocast.event.Receipt;
import io.revocast.event.internal.EventCodec;
import io.revocast.event.internal.Heartbeat;
import io.revocast.event.internal.RevocationEvent;
import io.revocast.event.internal.TraceParent;
import io.revocast.publisher.append.RevocationLog;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.client.SendFailure;
import io.revocast.publisher.kafka.topic.TopicIdentity;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.request.UnavailableException;
import io.revocast.publisher.request.UnavailableException.Certainty;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Appends events to the topic with one idempotent producer, made when it is first needed and again when it is broken or
 * the topic is re-created.
 *
 * <p>Computes partitions itself, over the count that was last verified, so that no other client's partitioner can
 * split a key. Thread-safe. After {@link #close} every append fails.
 */
public final class KafkaRevocationLog implements RevocationLog, AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaRevocationLog.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final ClientProperties properties;
    private final String topic;
    private final TopicWatch watch;
    private final SendFailure failures;
    private final ProducerCluster cluster = new ProducerCluster();
    private final Object lock = new Object();
    private @Nullable Producer<byte[], byte[]> producer;
    /** The id of the topic that the producer was opened for. */
    private @Nullable String producersTopicId;

    private @Nullable MeterRegistry registry;
    private @Nullable KafkaClientMetrics metrics;
    private volatile BiConsumer<Receipt, Instant> appends = (receipt, appendedAt) -> {};
    private boolean closed;

    public KafkaRevocationLog(ClientProperties properties, String topic, TopicWatch watch) {
        this.properties = properties;
        this.topic = topic;
        this.watch = watch;
        this.failures =
                new SendFailure(topic, "event", "the revocation may or may not be in force; repeat the request");
        // Pays for the connection and the metadata before the first revocation has to.
        watch.whenVerified(this::useTopic);
    }

    /**
     * A producer keeps the leader epochs of the topic that it knew. It would not see a partition that is added to the
     * re-created topic until that partition has had as many leaders.
     */
    private void useTopic() {
        Producer<byte[], byte[]> outdated;
        synchronized (lock) {
            outdated = topicId() == null || Objects.equals(producersTopicId, topicId()) ? null : producer;
        }
        if (outdated != null) {
            retire(outdated);
        }
        warmUp();
    }

    private @Nullable String topicId() {
        return watch.identity().map(TopicIdentity::topicId).orElse(null);
    }

    private void warmUp() {
        try {
            producer().partitionsFor(topic);
        } catch (KafkaException | UnavailableException e) {
            LOGGER.debug("producer is not warm", e);
        }
    }

    @Override
    public CompletableFuture<Receipt> append(RevocationEvent event) {
        return append(event, null);
    }

    @Override
    public CompletableFuture<Receipt> append(RevocationEvent event, @Nullable String traceParent) {
        TopicIdentity identity = watch.identity().orElse(null);
        if (identity == null) {
            return CompletableFuture.failedFuture(new UnavailableException(
                    Certainty.NOT_WRITTEN, "the topic is not verified yet; nothing was written"));
        }
        byte[] key = EventCodec.encodeKey(event.target());
        int partition = Utils.toPositive(Utils.murmur2(key)) % identity.partitions();
        return append(
                new ProducerRecord<>(topic, partition, key, EventCodec.encodeValue(event), headers(traceParent)),
                identity,
                metadata -> dated(metadata, identity));
    }

    private static Headers headers(@Nullable String traceParent) {
        RecordHeaders headers = new RecordHeaders();
        return traceParent == null
                ? headers
                : headers.add(TraceParent.NAME, traceParent.getBytes(StandardCharsets.US_ASCII));
    }

    private void dated(RecordMetadata metadata, TopicIdentity identity) {
        if (metadata.hasOffset() && metadata.timestamp() > 0) {
            appends.accept(
                    new Receipt(identity.topicId(), metadata.partition(), metadata.offset()),
                    Instant.ofEpochMilli(metadata.timestamp()));
        }
    }

    /**
     * Has an observer learn where each event was appended, and when by the broker's clock; call it before the first append.
     * The observer must not wait.
     */
    public void observeAppends(BiConsumer<Receipt, Instant> observer) {
        appends = observer;
    }

    /**
     * Appends a heartbeat to every partition: a reader needs one from each that it reads. Does nothing while the topic is
     * not verified.
     *
     * @param times learns when the brokers appended them
     * @return completes with where they stand
     */
    CompletableFuture<List<Receipt>> beat(Instant at, String by, AppendTimes times) {
        TopicIdentity identity = watch.identity().orElse(null);
        if (identity == null) {
            return CompletableFuture.completedFuture(List.of());
        }
        List<CompletableFuture<Receipt>> receipts = IntStream.range(0, identity.partitions())
                // The producer waits long for each partition that a re-created topic no longer has.
                .takeWhile(partition -> watch.identity().equals(Optional.of(identity)))
                .mapToObj(partition -> new Heartbeat(partition, at, by))
                .map(heartbeat -> append(heartbeat, identity, times))
                .toList();
        return CompletableFuture.allOf(receipts.toArray(CompletableFuture<?>[]::new))
                .thenApply(
                        done -> receipts.stream().map(CompletableFuture::join).toList());
    }

    /**
     * Appends a heartbeat, and measures the broker's clock by the timestamp in the acknowledgement. With LogAppendTime the
     * broker replaces the timestamp of the record. The record therefore carries a timestamp that no clock shows: a broker
     * that keeps it does not stamp records, and its timestamp is no measurement.
     */
    private CompletableFuture<Receipt> append(Heartbeat heartbeat, TopicIdentity identity, AppendTimes times) {
        long given =
                heartbeat.at().toEpochMilli() - 1 - ThreadLocalRandom.current().nextLong(TimeUnit.SECONDS.toMillis(1));
        long sent = System.nanoTime();
        return append(
                new ProducerRecord<>(
                        topic,
                        heartbeat.partition(),
                        Math.max(0, given),
                        EventCodec.encodeKey(heartbeat),
                        EventCodec.encodeValue(heartbeat)),
                identity,
                metadata -> {
                    if (metadata.timestamp() > 0 && metadata.timestamp() != given) {
                        times.appended(
                                metadata.partition(),
                                Instant.ofEpochMilli(metadata.timestamp()),
                                sent,
                                System.nanoTime());
                    }
                });
    }

    private CompletableFuture<Receipt> append(
            ProducerRecord<byte[], byte[]> appended, TopicIdentity identity, Consumer<RecordMetadata> onAppended) {
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        try {
            send(producer(), appended, identity, new Sent(receipt, onAppended));
        } catch (UnavailableException e) {
            receipt.completeExceptionally(e);
        } catch (KafkaException e) {
            receipt.completeExceptionally(notWritten(e));
        }
        return receipt;
    }

    /** What waits for the broker's answer. */
    private record Sent(CompletableFuture<Receipt> receipt, Consumer<RecordMetadata> onAppended) {}

    private void send(
            Producer<byte[], byte[]> sender,
            ProducerRecord<byte[], byte[]> appended,
            TopicIdentity identity,
            Sent sent) {
        CompletableFuture<Receipt> receipt = sent.receipt();
        Thread caller = Thread.currentThread();
        try {
            var unused = sender.send(appended, (metadata, failure) -> {
                if (failure == null) {
                    confirm(metadata, identity, sent);
                    return;
                }
                // The producer calls back on the caller's own thread only for records that it never took.
                boolean taken = Thread.currentThread() != caller;
                receipt.completeExceptionally(
                        taken && !SendFailure.isRefusal(failure) ? failures.unknown(failure) : notWritten(failure));
                if (isFatal(failure)) {
                    retire(sender);
                }
            });
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            // Thrown, not reported, when this producer can never send again.
            retire(sender);
            throw e instanceof KafkaException broken ? broken : new KafkaException("the producer is closed", e);
        }
    }

    private void confirm(RecordMetadata metadata, TopicIdentity identity, Sent sent) {
        CompletableFuture<Receipt> receipt = sent.receipt();
        if (!cluster.is(identity)) {
            // The producer adopts the topic of another cluster silently; the list that this publisher reads may not
            // yet.
            watch.lookNow();
            receipt.completeExceptionally(new UnavailableException(
                    Certainty.UNKNOWN, "another Kafka cluster answers at this address; repeat the request"));
            return;
        }
        sent.onAppended().accept(metadata);
        if (metadata.hasOffset()) {
            receipt.complete(new Receipt(identity.topicId(), metadata.partition(), metadata.offset()));
        } else {
            receipt.completeExceptionally(new UnavailableException(
                    Certainty.UNKNOWN, "the broker has the event but no longer knows where; repeat the request"));
        }
    }

    private UnavailableException notWritten(Exception failure) {
        if (SendFailure.isRefusal(failure)) {
            LOGGER.atError()
                    .addKeyValue("error", failure.toString())
                    .addKeyValue("cause", failures.refusal(failure))
                    .log("the broker refuses events");
        }
        return failures.notWritten(failure);
    }

    private static boolean isFatal(Exception failure) {
        return failure instanceof AuthorizationException || failure instanceof AuthenticationException;
    }

    private Producer<byte[], byte[]> producer() throws UnavailableException {
        synchronized (lock) {
            if (closed) {
                throw new UnavailableException(Certainty.NOT_WRITTEN, "the publisher is stopping; nothing was written");
            }
            if (producer == null) {
                producer = new KafkaProducer<>(properties.producer(), new ByteArraySerializer(), cluster);
                producersTopicId = topicId();
                measure(producer);
            }
            return producer;
        }
    }

    /** Registers what each producer says of itself; call it before the first append. */
    public void observe(MeterRegistry registry) {
        synchronized (lock) {
            this.registry = registry;
        }
    }

    private void measure(Producer<byte[], byte[]> started) {
        if (registry != null) {
            metrics = new KafkaClientMetrics(started);
            metrics.bindTo(registry);
        }
    }

    private void measureNoMore() {
        if (metrics != null) {
            metrics.close();
            metrics = null;
        }
    }

    @SuppressWarnings("ReferenceEquality") // only this very producer is replaced, not one that took its place
    private void retire(Producer<byte[], byte[]> broken) {
        synchronized (lock) {
            if (producer == broken) {
                producer = null;
                measureNoMore();
            }
        }
        // At once: what was in flight fails as unconfirmed, and a callback may be the caller.
        broken.close(Duration.ZERO);
    }

    /** Waits up to 10 seconds for what was appended, then frees the connections. Further calls do nothing. */
    @Override
    public void close() {
        Producer<byte[], byte[]> last;
        synchronized (lock) {
            closed = true;
            last = producer;
            producer = null;
            measureNoMore();
        }
        if (last != null) {
            last.close(CLOSE_TIMEOUT);
        }
    }
}
