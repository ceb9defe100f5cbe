package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.SettingRules;
import io.revocast.event.internal.ReportCodec;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.StatusTopicPlan;
import io.revocast.publisher.kafka.topic.TopicPlan;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Set;

/**
 * Reads {@code fleet.*}: how the publisher follows what instances apply.
 *
 * @param topic where instances report; null when the publisher reads no reports
 * @param forgetAfter how long an instance whose report is overdue still counts
 * @param canaryInterval how often the publisher measures the way through the fleet; zero for never
 */
public record FleetSettings(@Nullable StatusTopicPlan topic, Duration forgetAfter, Duration canaryInterval) {
    /** The keys of these settings. */
    static final Set<String> KEYS = Set.of("fleet.topic", "fleet.forget-after", "fleet.canary-interval");

    /** How long an instance that reports nothing is counted unless configured otherwise. */
    static final Duration DEFAULT_FORGET_AFTER = Duration.ofMinutes(15);

    /** How often the publisher measures unless configured otherwise. */
    static final Duration DEFAULT_CANARY_INTERVAL = Duration.ofMinutes(1);

    private static final String SWITCHED_OFF = "none";

    /**
     * Reads and checks.
     *
     * @param revocations whose replication factor the status topic has, and under whose condition it is created
     * @param audit null without an audit
     */
    static FleetSettings read(ConfigurationValues settings, TopicPlan revocations, @Nullable AuditTopicPlan audit)
            throws ConfigurationException {
        String topic = settings.read("fleet.topic", text -> {
                    if (text.equals(revocations.name()) || (audit != null && text.equals(audit.name()))) {
                        throw new IllegalArgumentException(
                                "must not be topic.name or audit.topic: the reports have a topic of their own");
                    }
                    return SettingRules.topicName(text);
                })
                .orElse(ReportCodec.DEFAULT_TOPIC);
        return new FleetSettings(
                topic.equals(SWITCHED_OFF)
                        ? null
                        : new StatusTopicPlan(topic, revocations.replicationFactor(), revocations.create()),
                settings.read("fleet.forget-after", SettingParsers::forgetAfter).orElse(DEFAULT_FORGET_AFTER),
                settings.read("fleet.canary-interval", SettingParsers::canaryInterval)
                        .orElse(DEFAULT_CANARY_INTERVAL));
    }
}
