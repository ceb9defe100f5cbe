package io.revocast.publisher.settings;

import io.revocast.config.ConfigurationException;
import io.revocast.config.ConfigurationValues;
import io.revocast.config.SettingRules;
import io.revocast.config.Sources;
import io.revocast.event.internal.TopicSettings;
import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.kafka.topic.AuditTopicPlan;
import io.revocast.publisher.kafka.topic.StatusTopicPlan;
import io.revocast.publisher.kafka.topic.TopicPlan;
import io.revocast.publisher.validate.TokenLifetime;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of the topics. They are all that commands need which work without a publisher.
 *
 * @param audit null without an audit
 * @param status null when the publisher reads no reports
 */
public record TopicsConfig(
        ClientProperties kafka,
        TopicPlan topic,
        TokenLifetime lifetime,
        @Nullable AuditTopicPlan audit,
        @Nullable StatusTopicPlan status) {
    static final String KAFKA_PROPERTIES = "kafka.properties.";

    /** Reads and checks the settings of the topics, and no others. */
    public static TopicsConfig load(Sources sources) throws ConfigurationException {
        return read(PublisherConfig.settings(sources));
    }

    static TopicsConfig read(ConfigurationValues settings) throws ConfigurationException {
        TokenLifetime lifetime = lifetime(settings);
        TopicPlan topic = topic(settings, lifetime);
        AuditTopicPlan audit = AuditSettings.read(settings, topic);
        return new TopicsConfig(
                kafka(settings),
                topic,
                lifetime,
                audit,
                FleetSettings.read(settings, topic, audit).topic());
    }

    private static ClientProperties kafka(ConfigurationValues settings) throws ConfigurationException {
        String servers = settings.read("kafka.bootstrap.servers", SettingRules::servers)
                .orElseThrow(() -> new ConfigurationException(
                        "kafka.bootstrap.servers must be set: host:port, several separated by commas"));
        try {
            return new ClientProperties(servers, settings.family(KAFKA_PROPERTIES));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(KAFKA_PROPERTIES + e.getMessage(), e);
        }
    }

    private static TokenLifetime lifetime(ConfigurationValues settings) throws ConfigurationException {
        Optional<Duration> given = settings.read("tokens.longest-lifetime", SettingParsers::lifetime);
        return new TokenLifetime(
                given.orElse(TopicSettings.DEFAULT_LONGEST_TOKEN_LIFETIME),
                given.isPresent(),
                settings.read("tokens.margin", SettingParsers::margin).orElse(TopicSettings.DEFAULT_MARGIN));
    }

    private static TopicPlan topic(ConfigurationValues settings, TokenLifetime lifetime) throws ConfigurationException {
        return new TopicPlan(
                settings.read("topic.name", SettingRules::topicName).orElse(TopicSettings.DEFAULT_TOPIC),
                settings.read("topic.partitions", SettingRules.between(1, 1000)).orElse(null),
                settings.read("topic.replication.factor", SettingRules.between(1, 100))
                        .orElse(null),
                settings.read("topic.provision", SettingRules.oneOf(Map.of("create", true, "verify", false)))
                        .orElse(true),
                lifetime.longest(),
                lifetime.margin());
    }
}
