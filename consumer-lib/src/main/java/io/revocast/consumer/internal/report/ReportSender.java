package io.revocast.consumer.internal.report;

import io.revocast.consumer.internal.settings.ListSettings;
import io.revocast.consumer.internal.settings.ReporterProperties;
import io.revocast.consumer.internal.status.FreshnessProof;
import io.revocast.consumer.internal.topic.KafkaClients;
import io.revocast.consumer.internal.topic.UnreachableException;
import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.event.internal.ReportCodec;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Sends reports through one kept producer. Used by the report thread alone.
 *
 * <p>A producer logs each attempt to find a topic or a broker. Before the first report, and after a failure, the sender
 * therefore asks the clients of the list, which ask quietly: whether a broker accepts connections, and whether the
 * topic exists.
 */
final class ReportSender implements AutoCloseable {
    private static final Duration QUESTION_LIMIT = Duration.ofSeconds(10);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(200);
    private static final Duration REPLACE_AFTER = Duration.ofMinutes(2);

    /**
     * Reports are stamped as this much older than they are. A topic that keeps the stamps of producers returns that
     * stamp, so it is not mistaken for one of the broker.
     */
    private static final long STAMP_AGE_MILLIS = 60_000;

    private final ListSettings settings;
    private final String topic;
    private final KafkaClients clients;
    private final BrokerClock brokerClock;
    private @Nullable Producer<byte[], byte[]> producer;
    private FreshnessProof opened;
    private boolean verified;

    /** Learns when the answer arrived, on the thread of the producer. */
    private static final class Answer implements Callback {
        private final LongSupplier nanoTime;
        private volatile long atNanos;

        private Answer(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
            atNanos = nanoTime.getAsLong();
        }
    }

    /**
     * @param topic the topic of reports
     */
    ReportSender(ListSettings settings, String topic, KafkaClients clients) {
        this.settings = settings;
        this.topic = topic;
        this.clients = clients;
        this.brokerClock = new BrokerClock(settings.time());
        this.opened = FreshnessProof.now(settings.time());
    }

    /** How the clock of this machine differs from the broker's; null before the first report was sent. */
    @Nullable
    ClockOffset clockOffset() {
        return brokerClock.offset();
    }

    /**
     * Sends a report and waits for the answer.
     *
     * @throws Exception why no broker confirmed it; an {@link InterruptedException} when the wait was interrupted
     */
    void send(InstanceReport report, Duration limit) throws Exception {
        try {
            if (!verified) {
                verify();
            }
            deliver(report, limit);
            verified = true;
        } catch (ExecutionException e) {
            throw failed(e.getCause() instanceof Exception cause ? cause : e);
        } catch (RuntimeException | TimeoutException e) {
            throw failed(e);
        }
    }

    private void verify() throws ExecutionException, InterruptedException, TimeoutException {
        UnreachableException.requireReachable(
                clients.ping().get(), settings.source().bootstrapServers());
        clients.inspector().requireTopic(topic).get(QUESTION_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        if (producer != null && !verified && opened.age(settings.time()).compareTo(REPLACE_AFTER) > 0) {
            // The topic can be reached, and this producer failed: it may know outdated addresses or credentials.
            close();
        }
    }

    private void deliver(InstanceReport report, Duration limit)
            throws ExecutionException, InterruptedException, TimeoutException {
        Producer<byte[], byte[]> open = producer;
        if (open == null) {
            open = clients.reporters().get();
            producer = open;
            opened = FreshnessProof.now(settings.time());
        }
        Answer answer = new Answer(settings.time().nanoTime());
        long sentMillis = settings.time().clock().millis();
        long sentNanos = settings.time().nanoTime().getAsLong();
        long stamp = sentMillis - STAMP_AGE_MILLIS;
        Future<RecordMetadata> confirmation = open.send(
                new ProducerRecord<>(
                        topic,
                        null,
                        Math.max(0, stamp),
                        ReportCodec.encodeKey(report.id()),
                        ReportCodec.encodeValue(report)),
                answer);
        RecordMetadata metadata = confirmation.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (metadata.hasTimestamp() && metadata.timestamp() != stamp) {
            brokerClock.measured(sentMillis, answer.atNanos - sentNanos, metadata.timestamp());
        }
    }

    private Exception failed(Exception cause) {
        verified = false;
        return cause;
    }

    /** The limit within which a broker confirms a report, or it has failed. */
    static Duration limit() {
        return ReporterProperties.DELIVERY_LIMIT.plusSeconds(1);
    }

    /** Closes the producer within 200 ms. A later report opens another one. */
    @Override
    public void close() {
        Producer<byte[], byte[]> open = producer;
        producer = null;
        if (open != null) {
            open.close(CLOSE_LIMIT);
        }
    }
}
