package io.revocast.publisher.kafka;

import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.event.internal.MalformedEventException;
import io.revocast.event.internal.MalformedEventException.Reason;
import io.revocast.event.internal.ReportCodec;
import io.revocast.publisher.fleet.IgnoredReport;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads the status topic from its start, for as long as it runs, and folds the reports into the fleet.
 *
 * <p>One daemon thread. Whatever fails, the publisher works on: the fleet then says why it is not known, and the reader
 * tries again.
 */
public final class ReportTopicReader implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ReportTopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    /** While a report waits for the publisher's own list. */
    private static final Duration SHORT_POLL = Duration.ofMillis(5);

    private static final Duration QUESTION = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long FORGET_NANOS = Duration.ofSeconds(10).toNanos();
    /** A fetch is answered twice a second; without an answer for so long the brokers are not reached. */
    private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final ClientProperties properties;
    private final String topic;
    private final KnownFleet fleet;
    private final Supplier<Optional<String>> obstacle;
    private final Thread thread = new Thread(this::run, "revocast-fleet");
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> reading;

    /**
     * Makes a reader.
     *
     * @param obstacle why reading cannot begin; empty when it can
     */
    public ReportTopicReader(
            ClientProperties properties, String topic, KnownFleet fleet, Supplier<Optional<String>> obstacle) {
        this.properties = properties;
        this.topic = topic;
        this.fleet = fleet;
        this.obstacle = obstacle;
        thread.setDaemon(true);
    }

    /** Starts to read, once. Returns at once. */
    public void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                Optional<String> why = obstacle.get();
                if (why.isPresent()) {
                    fleet.unavailable(why.get());
                } else {
                    readUntilFailure();
                }
            }
        } catch (InterruptedException e) {
            // Nothing interrupts this thread; without it, the fleet is unknown.
            fleet.unavailable("the thread that reads the reports was interrupted");
            Thread.currentThread().interrupt();
        }
    }

    private void readUntilFailure() {
        try (Session session = new Session()) {
            reading = session.consumer;
            session.read();
        } catch (WakeupException e) {
            // close() asks for the end.
            LOGGER.debug("the reader of reports ends", e);
        } catch (AuthorizationException e) {
            fleet.unavailable("this publisher's principal lacks READ or DESCRIBE on topic " + topic);
        } catch (KafkaException e) {
            fleet.unavailable("topic " + topic + " cannot be read: " + e.getMessage());
        } catch (RuntimeException e) {
            fleet.unavailable("reading topic " + topic + " failed: " + e);
            LOGGER.atError().addKeyValue("topic", topic).setCause(e).log("reading reports failed");
        } finally {
            reading = null;
        }
    }

    /** One consumer, and how far it is. */
    private final class Session implements AutoCloseable {
        private final KafkaConsumer<byte[], byte[]> consumer =
                properties.consumer("revocast-publisher-fleet", Map.of("auto.offset.reset", "earliest"));
        private List<TopicPartition> partitions = List.of();
        private Map<TopicPartition, Long> ends = Map.of();
        private double fetches;
        private long answeredAt = System.nanoTime();
        private boolean caughtUp;

        void read() {
            assign();
            long looked = System.nanoTime();
            long forgot = looked;
            Duration patience = POLL;
            while (end.getCount() > 0) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(patience);
                records.forEach(ReportTopicReader.this::fold);
                patience = fleet.recheck() ? SHORT_POLL : POLL;
                judge();
                long now = System.nanoTime();
                if (now - forgot > FORGET_NANOS) {
                    forgot = now;
                    fleet.forget();
                }
                if (now - looked > LOOK_NANOS) {
                    looked = now;
                    if (!partitions.equals(existing())) {
                        return;
                    }
                }
            }
        }

        private void assign() {
            partitions = existing();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            ends = consumer.endOffsets(partitions, QUESTION);
        }

        private List<TopicPartition> existing() {
            List<PartitionInfo> found = consumer.partitionsFor(topic, QUESTION);
            if (found == null || found.isEmpty()) {
                throw new KafkaException("the topic does not exist");
            }
            return found.stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .sorted(Comparator.comparingInt(TopicPartition::partition))
                    .toList();
        }

        /** Says whether the fleet is known: all was read that was there at the start, and the brokers still answer. */
        private void judge() {
            double now = fetchesSoFar();
            if (now != fetches) {
                fetches = now;
                answeredAt = System.nanoTime();
            }
            caughtUp = caughtUp
                    || ends.entrySet().stream().allMatch(each -> consumer.position(each.getKey()) >= each.getValue());
            if (System.nanoTime() - answeredAt > SILENCE_NANOS) {
                fleet.unavailable("no broker has answered for " + topic + " for more than "
                        + Duration.ofNanos(SILENCE_NANOS).toSeconds() + " s");
            } else if (caughtUp) {
                fleet.unavailable(null);
            }
        }

        /** How many fetches were answered. A poll without records does not show whether a broker was asked. */
        private double fetchesSoFar() {
            return consumer.metrics().entrySet().stream()
                    .filter(each -> each.getKey().name().equals("fetch-total")
                            && each.getKey().tags().size() == 1)
                    .map(each -> each.getValue().metricValue())
                    .filter(Double.class::isInstance)
                    .mapToDouble(Double.class::cast)
                    .sum();
        }

        @Override
        public void close() {
            consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
        }
    }

    private void fold(ConsumerRecord<byte[], byte[]> record) {
        try {
            InstanceId id = ReportCodec.decodeKey(record.key());
            InstanceReport report = ReportCodec.decodeValue(id, record.value());
            fleet.fold(report, Instant.ofEpochMilli(record.timestamp()));
        } catch (MalformedEventException e) {
            IgnoredReport why = e.reason() == Reason.OVERSIZE ? IgnoredReport.OVERSIZE : IgnoredReport.UNREADABLE;
            fleet.ignore(why);
            LOGGER.atDebug()
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .addKeyValue("rule", e.getMessage())
                    .log("a report cannot be read");
        }
    }

    /** Stops within about two seconds. Further calls do nothing. */
    @Override
    public void close() {
        end.countDown();
        KafkaConsumer<byte[], byte[]> now = reading;
        if (now != null) {
            now.wakeup();
        }
        try {
            thread.join(CLOSE_LIMIT.toMillis() * 2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
