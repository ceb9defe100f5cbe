package io.revocast.publisher;

import io.revocast.publisher.append.LiveRevocations;
import io.revocast.publisher.audit.AuditLog;
import io.revocast.publisher.audit.AuditReader;
import io.revocast.publisher.health.Availability;
import io.revocast.publisher.idempotency.RequestHistory;
import io.revocast.publisher.kafka.KafkaAuditLog;
import io.revocast.publisher.kafka.KafkaAuditReader;
import io.revocast.publisher.kafka.KafkaRequestHistory;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.settings.PublisherConfig;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The audit of one publisher: its topic, the log that writes it, and the reader; nothing when it is switched off. */
final class PublisherAudit implements AutoCloseable {
    private final @Nullable Parts parts;

    private record Parts(TopicWatch watch, KafkaAuditLog log, KafkaAuditReader reader, KafkaRequestHistory history) {}

    /**
     * Makes the audit that the settings ask for.
     *
     * @param live the revocations as this publisher reads them
     * @param clock by which requests are judged
     */
    PublisherAudit(PublisherConfig config, LiveRevocations live, Clock clock) {
        AuditTopicPlan topic = config.audit();
        if (topic == null) {
            parts = null;
            return;
        }
        TopicWatch watch = new TopicWatch(config.kafka(), topic);
        KafkaAuditReader reader = new KafkaAuditReader(config.kafka(), topic.name(), topic.retention(), clock);
        parts = new Parts(
                watch,
                new KafkaAuditLog(config.kafka(), reader, watch, clock),
                reader,
                new KafkaRequestHistory(
                        config.kafka(), reader, live, config.topic().name(), clock));
    }

    /** Where decisions are written down. */
    AuditLog log() {
        return parts == null ? AuditLog.NONE : parts.log();
    }

    /** Where they are read; null when they are not written. */
    @Nullable
    AuditReader reader() {
        return parts == null ? null : parts.reader();
    }

    /** What is known of earlier requests with an idempotency key. */
    RequestHistory history() {
        return parts == null ? RequestHistory.NONE : parts.history();
    }

    void start() {
        if (parts != null) {
            parts.history().start();
            parts.log().start();
            parts.watch().start();
        }
    }

    /** Whether decisions can be written down: no request is answered with success otherwise. */
    boolean isReady() {
        return parts == null || parts.log().isOpened();
    }

    /** Whether the threads live that write and that watch the topic. */
    boolean isAlive() {
        return parts == null || (parts.log().isAlive() && parts.watch().isAlive());
    }

    /** In plain words what is wrong. */
    Optional<String> cause() {
        return parts == null
                ? Optional.empty()
                : Stream.of(
                                Optional.ofNullable(parts.watch().cause()),
                                Optional.ofNullable(parts.log().cause()))
                        .flatMap(Optional::stream)
                        .distinct()
                        .reduce((a, b) -> a + "; " + b);
    }

    /** Whether decisions can be recorded now; null when they are not recorded on purpose. */
    @Nullable
    Availability availability() {
        return parts == null
                ? null
                : new Availability(cause().orElse(parts.log().isOpened() ? null : "the audit is not opened yet"));
    }

    /** Completes with the reason when the topic must not be used. */
    CompletableFuture<String> unfit() {
        return parts == null ? new CompletableFuture<>() : parts.watch().unfit();
    }

    /** Waits for what was appended, and ends the chain. Further calls do nothing. */
    @Override
    public void close() {
        if (parts != null) {
            parts.history().close();
            parts.log().close();
            parts.watch().close();
        }
    }
}
