package io.revocast.publisher.kafka.topic;

import io.revocast.publisher.kafka.client.ClientProperties;
import io.revocast.publisher.topic.TopicExamination;
import io.revocast.publisher.topic.TopicFinding;
import io.revocast.publisher.topic.TopicPartitionState;
import io.revocast.publisher.topic.TopicRight;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows an operator how topics are set up and how they must be; creates one when that is asked for. Thread-safe. */
public final class TopicDoctor {
    private static final Logger LOGGER = LoggerFactory.getLogger(TopicDoctor.class);
    private static final Duration PROPAGATION = Duration.ofSeconds(10);

    private final ClientProperties properties;
    private final List<WantedTopic> plans;
    private final Duration limit;

    /**
     * Makes one for some topics.
     *
     * @param limit how long brokers may take for all answers together
     */
    public TopicDoctor(ClientProperties properties, List<? extends WantedTopic> plans, Duration limit) {
        this.properties = properties;
        this.plans = List.copyOf(plans);
        this.limit = limit;
    }

    /**
     * Creates a topic unless it is there, and looks at it; changes nothing that exists.
     *
     * @param guard looks for revocations that were lost with an earlier topic, before one is made; null for none
     */
    public static TopicExamination create(ClientProperties properties, TopicPlan plan, @Nullable LostTopicGuard guard)
            throws TopicUnreachableException, LostTopicException, InterruptedException {
        TopicDoctor doctor = new TopicDoctor(properties, List.of(plan), Duration.ofSeconds(15));
        try {
            new TopicProvisioner(properties, plan.creating(), guard).provision(false);
        } catch (KafkaException e) {
            throw unreachable(e);
        } catch (UnfitTopicException e) {
            LOGGER.debug("the examination shows it setting by setting", e);
        }
        long deadline = System.nanoTime() + PROPAGATION.toNanos();
        TopicExamination made = doctor.examine().get(0);
        while (Boolean.FALSE.equals(made.exists()) && System.nanoTime() < deadline) {
            // Another broker may not know it yet.
            TimeUnit.MILLISECONDS.sleep(200);
            made = doctor.examine().get(0);
        }
        return made;
    }

    /** Looks at all topics. What the principal may not see is left out. */
    public List<TopicExamination> examine() throws TopicUnreachableException, InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        try (Admin admin = Admin.create(properties.admin())) {
            List<TopicExamination> examined = new ArrayList<>();
            for (WantedTopic plan : plans) {
                examined.add(examine(admin, plan, deadline, examined.isEmpty()));
            }
            return examined;
        } catch (KafkaException e) {
            throw unreachable(e);
        }
    }

    private TopicExamination examine(Admin admin, WantedTopic plan, long deadline, boolean first)
            throws InterruptedException {
        Examiner examiner = new Examiner(admin, plan, deadline);
        try {
            return examiner.examine();
        } catch (KafkaException e) {
            if (first) {
                throw e;
            }
            LOGGER.debug("a topic cannot be looked at", e);
            return TopicExamination.unknown(
                    plan.role(), plan.name(), examiner.isRequired(), String.valueOf(e.getMessage()));
        }
    }

    private static TopicUnreachableException unreachable(KafkaException cause) {
        return new TopicUnreachableException(
                String.valueOf(cause.getMessage()), cause instanceof AuthorizationException, cause);
    }

    /** Looks at one topic. */
    private final class Examiner {
        private final Admin admin;
        private final WantedTopic plan;
        private final long deadline;

        Examiner(Admin admin, WantedTopic plan, long deadline) {
            this.admin = admin;
            this.plan = plan;
            this.deadline = deadline;
        }

        /** Without the topic of revocations there is nothing to serve; a publisher creates the others. */
        boolean isRequired() {
            return plan instanceof TopicPlan || !plan.create();
        }

        private <T> T await(KafkaFuture<T> answer) throws InterruptedException {
            return AdminAnswers.await(answer, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }

        TopicExamination examine() throws InterruptedException {
            boolean required = isRequired();
            try {
                TopicDescription topic = await(Objects.requireNonNull(admin.describeTopics(
                                List.of(plan.name()), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .topicNameValues()
                        .get(plan.name())));
                return examine(topic, required);
            } catch (UnknownTopicOrPartitionException e) {
                LOGGER.debug("the topic is missing", e);
                return TopicExamination.missing(
                        plan.role(),
                        plan.name(),
                        required,
                        plan instanceof TopicPlan
                                ? "revocast topic create, with the same configuration"
                                : "start a publisher with topic.provision=create, which creates it");
            } catch (AuthorizationException e) {
                LOGGER.debug("the topic cannot be seen", e);
                return TopicExamination.unknown(
                        plan.role(), plan.name(), required, "this principal lacks Describe on topic " + plan.name());
            }
        }

        private TopicExamination examine(TopicDescription topic, boolean required) throws InterruptedException {
            Map<String, String> effective = effective();
            TopicFindings findings = new TopicFindings(
                    plan,
                    properties.bootstrapServers(),
                    topic.partitions().size(),
                    topic.partitions().get(0).replicas().size(),
                    effective);
            List<TopicFinding> settings = findings.all();
            boolean wrong = settings.stream().anyMatch(each -> !each.ok());
            String fix = String.join("\n", findings.fixes());
            return new TopicExamination(
                    plan.role(),
                    plan.name(),
                    true,
                    (wrong || effective != null) ? !wrong : null,
                    required,
                    effective == null ? "this principal lacks DescribeConfigs on topic " + plan.name() : null,
                    topic.topicId().toString(),
                    settings,
                    partitions(topic),
                    access(topic.authorizedOperations()),
                    fix.isEmpty() ? null : fix);
        }

        private @Nullable Map<String, String> effective() throws InterruptedException {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, plan.name());
            try {
                Map<String, String> effective = new HashMap<>();
                await(admin.describeConfigs(List.of(resource)).all())
                        .values()
                        .forEach(config ->
                                config.entries().forEach(entry -> effective.put(entry.name(), entry.value())));
                return effective;
            } catch (AuthorizationException e) {
                LOGGER.debug("the topic's settings cannot be seen", e);
                return null;
            }
        }

        private @Nullable List<TopicRight> access(@Nullable Set<AclOperation> granted) {
            if (granted == null) {
                return null;
            }
            Set<String> names = granted.stream()
                    .map(each -> each.name().replace("_", "").toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            return new TreeMap<>(plan.rights())
                    .entrySet().stream()
                            .map(each -> new TopicRight(
                                    each.getKey(),
                                    names.contains(each.getKey().toLowerCase(Locale.ROOT)),
                                    each.getValue()))
                            .toList();
        }

        private List<TopicPartitionState> partitions(TopicDescription topic) throws InterruptedException {
            ListOffsetsResult first = admin.listOffsets(offsets(topic, OffsetSpec.earliest()));
            ListOffsetsResult last = admin.listOffsets(offsets(topic, OffsetSpec.latest()));
            List<TopicPartitionState> states = new ArrayList<>();
            for (TopicPartitionInfo each : topic.partitions()) {
                TopicPartition partition = new TopicPartition(plan.name(), each.partition());
                Node leader = each.leader();
                boolean led = leader != null && !leader.isEmpty();
                states.add(new TopicPartitionState(
                        each.partition(),
                        led ? offset(first, partition) : null,
                        led ? offset(last, partition) : null,
                        led ? leader.id() : null,
                        each.replicas().stream().map(Node::id).toList(),
                        each.isr().stream().map(Node::id).toList()));
            }
            return states;
        }

        private Map<TopicPartition, OffsetSpec> offsets(TopicDescription topic, OffsetSpec spec) {
            return topic.partitions().stream()
                    .map(each -> new TopicPartition(plan.name(), each.partition()))
                    .collect(Collectors.toMap(Function.identity(), unused -> spec));
        }

        private @Nullable Long offset(ListOffsetsResult result, TopicPartition partition) throws InterruptedException {
            try {
                return await(result.partitionResult(partition)).offset();
            } catch (KafkaException e) {
                LOGGER.debug("the offsets of a partition are not known", e);
                return null;
            }
        }
    }
}
