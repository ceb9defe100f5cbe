package io.revocast.publisher;

import io.revocast.publisher.config.ConfigurationException;
import io.revocast.publisher.config.Settings;
import io.revocast.publisher.kafka.AuditTopicPlan;
import io.revocast.publisher.kafka.TopicPlan;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Whether and where decisions are written down.
 *
 * @param topic null when they are not
 * @param retention how long they are kept
 */
record AuditSettings(@Nullable String topic, Duration retention) {
    /** The topic unless told otherwise. */
    static final String DEFAULT_TOPIC = "revocast.audit";

    /** How long entries are kept unless told otherwise: a year, and a month to look back on it. */
    static final Duration DEFAULT_RETENTION = Duration.ofDays(400);

    private static final String SWITCHED_OFF = "none";

    static AuditSettings read(Settings settings, String revocations) throws ConfigurationException {
        String topic = settings.read("audit.topic", text -> {
                    if (text.equals(revocations)) {
                        throw new IllegalArgumentException("must not be topic.name: the audit has a topic of its own");
                    }
                    return Values.topicName(text);
                })
                .orElse(DEFAULT_TOPIC);
        return new AuditSettings(
                topic.equals(SWITCHED_OFF) ? null : topic,
                settings.read("audit.retention", Values::retention).orElse(DEFAULT_RETENTION));
    }

    /** The topic, with what the operator wants of every topic. */
    AuditTopicPlan plan(String name, TopicPlan revocations) {
        return new AuditTopicPlan(name, revocations.replicationFactor(), revocations.create(), retention);
    }
}
