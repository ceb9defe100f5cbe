package io.revocast.publisher.kafka.topic;

import io.revocast.event.internal.TopicSettings;
import io.revocast.event.internal.TopicSettings.Difference;
import io.revocast.publisher.kafka.client.ClientProperties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Shows an operator how the topic is set up and how it must be; makes it when it is missing and that is asked for. */
public final class TopicDoctor {
    private static final Duration PROPAGATION = Duration.ofSeconds(10);

    private final ClientProperties properties;
    private final TopicPlan plan;
    private final @Nullable LostTopicGuard guard;

    /**
     * @param guard looks for revocations that were lost with an earlier topic, before one is made; null for none
     */
    public TopicDoctor(ClientProperties properties, TopicPlan plan, @Nullable LostTopicGuard guard) {
        this.properties = properties;
        this.plan = plan;
        this.guard = guard;
    }

    /**
     * One setting.
     *
     * @param why what may happen when it is not as it must be
     * @param fit whether it is
     */
    public record Finding(String setting, String wanted, String actual, String why, boolean fit) {}

    /**
     * The whole topic.
     *
     * @param exists otherwise there are no findings
     * @param remedy the command that repairs it, or other advice; empty when nothing needs a repair
     */
    public record Examination(String topic, boolean exists, List<Finding> findings, String remedy) {
        public Examination {
            findings = List.copyOf(findings);
        }

        /** Whether revocations are safe in it. */
        public boolean fit() {
            return exists && findings.stream().allMatch(Finding::fit);
        }
    }

    /** Makes the topic unless it is there, and looks at it; changes nothing that exists. */
    public Examination create() throws TopicUnreachableException, LostTopicException, InterruptedException {
        try {
            new TopicProvisioner(properties, plan.creating(), guard).provision(false);
        } catch (KafkaException e) {
            throw unreachable(e);
        } catch (UnfitTopicException e) {
            // The examination tells it setting by setting.
            return examine();
        }
        long deadline = System.nanoTime() + PROPAGATION.toNanos();
        Examination made = examine();
        while (!made.exists() && System.nanoTime() < deadline) {
            // Another broker may not have heard of it yet.
            TimeUnit.MILLISECONDS.sleep(200);
            made = examine();
        }
        return made;
    }

    /** Looks at the topic. Needs DESCRIBE and DESCRIBE_CONFIGS on it. */
    public Examination examine() throws TopicUnreachableException, InterruptedException {
        try (Admin admin = Admin.create(properties.admin())) {
            TopicDescription topic = AdminAnswers.await(
                            admin.describeTopics(List.of(plan.name())).allTopicNames())
                    .get(plan.name());
            if (topic == null) {
                return missing();
            }
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, plan.name());
            Map<String, String> effective = new HashMap<>();
            AdminAnswers.await(admin.describeConfigs(List.of(resource)).all())
                    .values()
                    .forEach(config -> config.entries().forEach(entry -> effective.put(entry.name(), entry.value())));
            return judge(topic, effective);
        } catch (UnknownTopicOrPartitionException e) {
            return missing();
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private Examination missing() {
        return new Examination(plan.name(), false, List.of(), "revocast topic create, with the same configuration");
    }

    private Examination judge(TopicDescription topic, Map<String, String> effective) {
        int partitions = topic.partitions().size();
        int replicas = topic.partitions().get(0).replicas().size();
        TopicSettings settings = plan.settings(partitions, replicas);
        List<Difference> unfit = settings.differences(effective);
        List<Finding> findings = new ArrayList<>();
        // Compared with nothing at all, every rule tells what it wants.
        for (Difference rule : settings.differences(Map.of())) {
            boolean fit = unfit.stream().noneMatch(each -> each.setting().equals(rule.setting()));
            String actual = effective.getOrDefault(rule.setting(), "not set");
            findings.add(new Finding(rule.setting(), rule.wanted(), actual, rule.why(), fit));
        }
        List<String> remedies = new ArrayList<>();
        if (!unfit.isEmpty()) {
            remedies.add(alterCommand(settings, unfit));
        }
        Integer wantedPartitions = plan.partitions();
        if (wantedPartitions != null && wantedPartitions != partitions) {
            findings.add(count("partitions", wantedPartitions, partitions, "keys would move"));
            remedies.add("set topic.partitions=" + partitions + " or leave it out, or name another topic");
        }
        Integer wantedReplicas = plan.replicationFactor();
        if (wantedReplicas != null && wantedReplicas != replicas) {
            findings.add(count("replication.factor", wantedReplicas, replicas, "topic.replication.factor says so"));
            remedies.add("move it with kafka-reassign-partitions.sh, or leave topic.replication.factor out");
        }
        return new Examination(plan.name(), true, findings, String.join("\n", remedies));
    }

    private static Finding count(String setting, int wanted, int actual, String why) {
        return new Finding(setting, Integer.toString(wanted), Integer.toString(actual), why, false);
    }

    private String alterCommand(TopicSettings settings, List<Difference> unfit) {
        String configs = unfit.stream()
                .map(each -> argument(each.setting(), settings.configs().getOrDefault(each.setting(), "")))
                .collect(Collectors.joining(","));
        return "kafka-configs.sh --bootstrap-server " + properties.bootstrapServers()
                + " --alter --entity-type topics --entity-name " + plan.name() + " --add-config '" + configs + "'";
    }

    private static String argument(String setting, String value) {
        return setting + "=" + (value.contains(",") ? "[" + value + "]" : value);
    }

    private static TopicUnreachableException unreachable(KafkaException cause) {
        return new TopicUnreachableException(
                String.valueOf(cause.getMessage()), cause instanceof AuthorizationException, cause);
    }
}
