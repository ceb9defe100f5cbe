package io.revocast.publisher.kafka.topic;

import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.topic.TopicFinding;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Makes the topic where there is none, and verifies it where there is one; changes nothing that exists. Needs DESCRIBE
 * on the topic, DESCRIBE_CONFIGS to verify its settings, and CREATE to make it.
 */
public final class TopicProvisioner {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicProvisioner.class);
    private static final int BROKERS_FOR_SAFETY = 3;

    private final ClientProperties properties;
    private final WantedTopic plan;
    private final @Nullable LostTopicGuard guard;

    public TopicProvisioner(ClientProperties properties, WantedTopic plan) {
        this(properties, plan, null);
    }

    /**
     * @param guard looks for revocations that were lost with an earlier topic; null for none
     */
    TopicProvisioner(ClientProperties properties, WantedTopic plan, @Nullable LostTopicGuard guard) {
        this.properties = properties;
        this.plan = plan;
        this.guard = guard;
    }

    /**
     * Returns which topic it is once it is fit.
     *
     * @param known whether this process has used the topic before, and so knows what a new one lacks
     * @throws UnfitTopicException when it is there and must not be used
     * @throws LostTopicException when it does not hold what the audit names
     * @throws KafkaException when it is not there or no broker says; to be tried again
     */
    TopicIdentity provision(boolean known) throws UnfitTopicException, LostTopicException, InterruptedException {
        try (Admin admin = Admin.create(properties.admin())) {
            TopicDescription topic;
            try {
                topic = describe(admin);
            } catch (UnknownTopicOrPartitionException e) {
                if (guard != null && !known) {
                    guard.requireNothingLost(admin, null);
                }
                if (!plan.create()) {
                    throw new KafkaException(
                            "topic " + plan.name() + " does not exist and topic.provision is verify; make it with: "
                                    + createCommand(),
                            e);
                }
                TopicIdentity created = create(admin);
                if (guard != null && !known) {
                    // Nothing was lost a moment ago, so an empty topic lacks nothing.
                    guard.clear(created.topicId());
                }
                return created;
            }
            if (guard != null && !known) {
                guard.requireNothingLost(admin, topic);
            }
            return verify(admin, topic);
        }
    }

    /**
     * Returns Kafka's current id of the topic; empty when there is none.
     *
     * @throws TopicUnreachableException when no broker says
     */
    public String topicId() throws TopicUnreachableException, InterruptedException {
        try (Admin admin = Admin.create(properties.admin())) {
            return describe(admin).topicId().toString();
        } catch (UnknownTopicOrPartitionException e) {
            return "";
        } catch (KafkaException e) {
            throw new TopicUnreachableException(String.valueOf(e.getMessage()), e instanceof AuthorizationException, e);
        }
    }

    private TopicIdentity create(Admin admin) throws InterruptedException {
        Integer wanted = plan.replicationFactor();
        int brokers = answer(admin.describeCluster().nodes(), "DESCRIBE").size();
        int replicas = wanted == null ? Math.min(BROKERS_FOR_SAFETY, brokers) : wanted;
        int partitions = partitionsOfNew();
        Map<String, String> configs = plan.configs(partitions, replicas);
        NewTopic topic = new NewTopic(plan.name(), partitions, (short) replicas).configs(configs);
        CreateTopicsResult result = admin.createTopics(List.of(topic));
        create(result);
        LOGGER.atInfo()
                .addKeyValue("topic", plan.name())
                .addKeyValue("partitions", partitions)
                .addKeyValue("replicationFactor", replicas)
                .addKeyValue("retentionMillis", configs.get("retention.ms"))
                .log("topic created");
        return new TopicIdentity(createdId(admin, result), clusterId(admin), partitions, true);
    }

    private int partitionsOfNew() {
        Integer wanted = plan.partitions();
        return wanted == null ? 1 : wanted;
    }

    private void create(CreateTopicsResult result) throws InterruptedException {
        try {
            answer(result.all(), "CREATE");
        } catch (AuthorizationException e) {
            throw new AuthorizationException(
                    e.getMessage() + ", which does not exist; grant it, or make the topic with: " + createCommand(), e);
        }
    }

    private String createdId(Admin admin, CreateTopicsResult result) throws InterruptedException {
        try {
            return answer(result.topicId(plan.name()), "DESCRIBE_CONFIGS").toString();
        } catch (AuthorizationException e) {
            // Without that right the answer leaves out everything but success.
            return describe(admin).topicId().toString();
        }
    }

    private TopicIdentity verify(Admin admin, TopicDescription topic) throws UnfitTopicException, InterruptedException {
        int partitions = topic.partitions().size();
        int replicas = topic.partitions().get(0).replicas().size();
        Map<String, String> effective = effective(admin);
        TopicFindings findings = new TopicFindings(
                plan, properties.bootstrapServers(), partitions, replicas, effective.isEmpty() ? null : effective);
        List<String> lines = findings.unfit().stream().map(TopicFinding::line).toList();
        TopicIdentity identity =
                new TopicIdentity(topic.topicId().toString(), clusterId(admin), partitions, !effective.isEmpty());
        if (!lines.isEmpty()) {
            throw new UnfitTopicException(plan, identity, lines, "fix: " + String.join("\nfix: ", findings.fixes()));
        }
        return identity;
    }

    private String clusterId(Admin admin) throws InterruptedException {
        return answer(admin.describeCluster().clusterId(), "DESCRIBE");
    }

    private TopicDescription describe(Admin admin) throws InterruptedException {
        return Objects.requireNonNull(
                answer(admin.describeTopics(List.of(plan.name())).allTopicNames(), "DESCRIBE")
                        .get(plan.name()));
    }

    /** The settings that count, inherited ones included; none when this publisher may not see them. */
    private Map<String, String> effective(Admin admin) throws InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, plan.name());
        Map<String, String> effective = new HashMap<>();
        try {
            answer(admin.describeConfigs(List.of(resource)).all(), "DESCRIBE_CONFIGS")
                    .values()
                    .forEach(config -> config.entries().forEach(entry -> effective.put(entry.name(), entry.value())));
        } catch (AuthorizationException e) {
            LOGGER.debug("the topic's settings cannot be seen", e);
        }
        return effective;
    }

    private String createCommand() {
        Integer wanted = plan.replicationFactor();
        int replicas = wanted == null ? BROKERS_FOR_SAFETY : wanted;
        return "kafka-topics.sh --bootstrap-server " + properties.bootstrapServers() + " --create --topic "
                + plan.name() + " --partitions " + partitionsOfNew() + " --replication-factor " + replicas
                + plan.configs(partitionsOfNew(), replicas).entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(config -> " --config " + config.getKey() + "=" + config.getValue())
                        .collect(Collectors.joining());
    }

    private <T> T answer(KafkaFuture<T> future, String right) throws InterruptedException {
        try {
            return AdminAnswers.await(future);
        } catch (AuthorizationException e) {
            throw new AuthorizationException(
                    "this publisher's principal lacks " + right + " on topic " + plan.name(), e);
        }
    }
}
