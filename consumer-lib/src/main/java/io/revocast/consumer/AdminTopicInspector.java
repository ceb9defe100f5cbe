package io.revocast.consumer;

import io.revocast.event.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Inspects the topic through a client that lives for one question: an idle connection per reader would double what a
 * large fleet costs the broker. Needs DESCRIBE on the topic; with DESCRIBE_CONFIGS it verifies the settings too.
 */
final class AdminTopicInspector implements TopicInspector {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdminTopicInspector.class);
    private static final Duration LIMIT = Duration.ofSeconds(8);

    private final ListSettings settings;
    private final AtomicBoolean saidUnverified = new AtomicBoolean();

    AdminTopicInspector(ListSettings settings) {
        this.settings = settings;
    }

    @Override
    public Topic inspect() {
        Admin admin = Admin.create(ReaderProperties.admin(settings.source().kafkaProperties()));
        try {
            String name = settings.source().topic();
            KafkaFuture<Map<ConfigResource, Config>> configs = admin.describeConfigs(
                            List.of(new ConfigResource(ConfigResource.Type.TOPIC, name)))
                    .all();
            TopicDescription topic = describe(admin, name);
            requireLeaders(topic);
            Instant newestAppend = newestAppend(admin, topic);
            return new Topic(
                    topic.topicId().toString(),
                    topic.partitions().stream()
                            .map(TopicPartitionInfo::partition)
                            .toList(),
                    differences(configs, topic),
                    newestAppend);
        } finally {
            admin.close(Duration.ofMillis(500));
        }
    }

    private static void requireLeaders(TopicDescription topic) {
        List<Integer> leaderless = topic.partitions().stream()
                .filter(partition -> partition.leader() == null)
                .map(TopicPartitionInfo::partition)
                .toList();
        if (!leaderless.isEmpty()) {
            throw new NoLeaderException(topic.name(), leaderless);
        }
    }

    private static @Nullable Instant newestAppend(Admin admin, TopicDescription topic) {
        Map<TopicPartition, OffsetSpec> newest = topic.partitions().stream()
                .collect(Collectors.toMap(
                        partition -> new TopicPartition(topic.name(), partition.partition()),
                        partition -> OffsetSpec.maxTimestamp()));
        try {
            return await(admin.listOffsets(newest).all()).values().stream()
                    .map(ListOffsetsResultInfo::timestamp)
                    .filter(timestamp -> timestamp >= 0)
                    .max(Long::compare)
                    .map(Instant::ofEpochMilli)
                    .orElse(null);
        } catch (UnsupportedVersionException e) {
            // A broker before 3.0: the records will tell.
            return null;
        }
    }

    private static TopicDescription describe(Admin admin, String name) {
        try {
            return Objects.requireNonNull(
                    await(admin.describeTopics(List.of(name)).allTopicNames()).get(name));
        } catch (AuthorizationException e) {
            throw new MissingRightException("DESCRIBE", e);
        }
    }

    private List<String> differences(KafkaFuture<Map<ConfigResource, Config>> configs, TopicDescription topic) {
        Map<String, String> effective = new HashMap<>();
        try {
            await(configs)
                    .values()
                    .forEach(config -> config.entries().forEach(entry -> effective.put(entry.name(), entry.value())));
        } catch (AuthorizationException e) {
            // A reader need not have DESCRIBE_CONFIGS; the publisher verifies the settings in any case.
            if (!saidUnverified.getAndSet(true)) {
                LOGGER.atWarn()
                        .addKeyValue("topic", topic.name())
                        .log(
                                "the topic's settings are not verified: this client's principal lacks DESCRIBE_CONFIGS on it");
            }
            return List.of();
        }
        TopicSettings wanted = new TopicSettings(
                topic.name(),
                topic.partitions().size(),
                topic.partitions().get(0).replicas().size(),
                settings.policy().longestTokenLifetime());
        return wanted.differences(effective).stream()
                .map(TopicSettings.Difference::toString)
                .toList();
    }

    private static <T> T await(KafkaFuture<T> answer) {
        try {
            return answer.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException cause) {
                throw cause;
            }
            throw new KafkaException("asking for the topic failed", e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no broker answered within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
