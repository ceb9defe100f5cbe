package io.revocast.publisher.kafka;

import io.revocast.publisher.audit.AuditEntry;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.TopicUnreachableException;
import io.revocast.publisher.kafka.topic.TopicWatch;
import io.revocast.publisher.request.UnavailableException;

import java.time.Clock;
import java.time.Duration;

/** Appends audit entries without a publisher, in a chain of its own. Creates the topic when it is missing. For one thread. */
public final class CommandAudit implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final TopicWatch watch;
    private final KafkaAuditLog log;

    public CommandAudit(ClientProperties properties, AuditTopicPlan plan, Clock clock) {
        watch = new TopicWatch(properties, plan.creating());
        log = new KafkaAuditLog(properties, new KafkaAuditReader(properties, plan.name()), watch, clock);
    }

    /**
     * Verifies the topic.
     *
     * @throws TopicUnreachableException when it is not verified within a minute, or has settings that lose records
     */
    public void open() throws TopicUnreachableException, InterruptedException {
        log.start();
        watch.startAndAwait(LIMIT);
    }

    /**
     * Appends an entry.
     *
     * @throws UnavailableException when the brokers do not confirm it within a minute
     */
    public void append(AuditEntry entry) throws UnavailableException, InterruptedException {
        PendingCommit.await(log.append(entry), "the audit");
    }

    /** Ends the chain, and frees the connections. */
    @Override
    public void close() {
        log.close();
        watch.close();
    }
}
