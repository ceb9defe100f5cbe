package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.SettingRules;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.TopicPlan;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** Reads {@code audit.*}: whether and where decisions are recorded. */
public final class AuditSettings {
    /** The topic unless told otherwise. */
    public static final String DEFAULT_TOPIC = "revocast.audit";

    /** How long entries are kept unless told otherwise: a year, and a month to look back on it. */
    public static final Duration DEFAULT_RETENTION = Duration.ofDays(400);

    private static final String SWITCHED_OFF = "none";

    private AuditSettings() {}

    /**
     * Reads and checks.
     *
     * @param revocations the other topic; the audit has its replication factor, and is created under the same condition
     * @return null when there is no audit
     */
    static @Nullable AuditTopicPlan read(ConfigurationValues settings, TopicPlan revocations)
            throws ConfigurationException {
        String topic = settings.read("audit.topic", text -> {
                    if (text.equals(revocations.name())) {
                        throw new IllegalArgumentException("must not be topic.name: the audit has a topic of its own");
                    }
                    return SettingRules.topicName(text);
                })
                .orElse(DEFAULT_TOPIC);
        Duration retention =
                settings.read("audit.retention", SettingParsers::retention).orElse(DEFAULT_RETENTION);
        return topic.equals(SWITCHED_OFF)
                ? null
                : new AuditTopicPlan(topic, revocations.replicationFactor(), revocations.create(), retention);
    }
}
