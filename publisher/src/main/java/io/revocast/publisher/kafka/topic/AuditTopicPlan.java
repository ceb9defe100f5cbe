package io.revocast.publisher.kafka.topic;

import io.revocast.event.internal.TopicSettings.Difference;
import io.revocast.publisher.audit.EntryParts;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What the operator wants of the topic of the audit, which has one partition: its records have one order.
 *
 * @param replicationFactor null: 3, or the number of brokers when there are fewer; what there is for an existing topic
 * @param create whether a missing topic is made; otherwise it is waited for
 * @param retention how long entries are kept
 */
public record AuditTopicPlan(String name, @Nullable Integer replicationFactor, boolean create, Duration retention)
        implements WantedTopic {
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;
    private static final int MIN_MESSAGE_BYTES = EntryParts.MAX_BYTES + 4096;

    /** The same for a topic that is created when it is missing. */
    public AuditTopicPlan creating() {
        return new AuditTopicPlan(name, replicationFactor, true, retention);
    }

    @Override
    public Integer partitions() {
        return 1;
    }

    @Override
    public String role() {
        return "audit";
    }

    @Override
    public Map<String, String> rights() {
        return Map.of(
                "Read", "the publisher reads the audit, and finds earlier requests",
                "Write", "the publisher records decisions",
                "DescribeConfigs", "the publisher verifies the settings");
    }

    @Override
    public String duty() {
        return "hold the audit";
    }

    @Override
    public String whyPartitions() {
        return "entries have one order only within one partition";
    }

    @Override
    public String mendPartitions(int actual) {
        return "name another topic with audit.topic, or set it to none";
    }

    private static int minInsyncReplicas(int replicas) {
        return replicas >= 3 ? 2 : 1;
    }

    @Override
    public Map<String, String> configs(int partitionCount, int replicas) {
        return Map.of(
                "cleanup.policy", "delete",
                "retention.ms", Long.toString(retention.toMillis()),
                "retention.bytes", "-1",
                "message.timestamp.type", "LogAppendTime",
                "min.insync.replicas", Integer.toString(minInsyncReplicas(replicas)),
                "unclean.leader.election.enable", "false",
                "max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    }

    @Override
    public List<Difference> differences(Map<String, String> effective, int partitionCount, int replicas) {
        List<Rule> rules = List.of(
                new Rule("cleanup.policy", "delete"::equals, "delete", "compaction would remove entries"),
                new Rule(
                        "retention.ms",
                        value -> Long.parseLong(value) == -1 || Long.parseLong(value) >= retention.toMillis(),
                        "at least " + retention.toMillis(),
                        "entries would be removed before audit.retention is over"),
                new Rule("retention.bytes", "-1"::equals, "-1", "a size limit removes entries when it is reached"),
                new Rule(
                        "message.timestamp.type",
                        "LogAppendTime"::equals,
                        "LogAppendTime",
                        "with CreateTime a producer's clock decides when an entry is removed"),
                new Rule(
                        "min.insync.replicas",
                        value -> Integer.parseInt(value) >= minInsyncReplicas(replicas),
                        "at least " + minInsyncReplicas(replicas),
                        "an entry that one broker confirmed is lost with that broker"),
                new Rule(
                        "unclean.leader.election.enable",
                        "false"::equals,
                        "false",
                        "a replica that lags would drop confirmed entries when it is elected"),
                new Rule(
                        "max.message.bytes",
                        value -> Integer.parseInt(value) >= MIN_MESSAGE_BYTES,
                        "at least " + MIN_MESSAGE_BYTES,
                        "an entry of a large batch must fit"));
        List<Difference> differences = new ArrayList<>();
        for (Rule rule : rules) {
            String actual = effective.getOrDefault(rule.setting(), "not set");
            if (!rule.isMetBy(actual)) {
                differences.add(new Difference(rule.setting(), actual, rule.wanted(), rule.why()));
            }
        }
        return differences;
    }

    private record Rule(String setting, Predicate<String> condition, String wanted, String why) {
        boolean isMetBy(String actual) {
            try {
                return condition.test(actual);
            } catch (NumberFormatException e) {
                return false;
            }
        }
    }
}
