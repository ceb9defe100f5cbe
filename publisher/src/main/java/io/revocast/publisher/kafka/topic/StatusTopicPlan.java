package io.revocast.publisher.kafka.topic;

import io.revocast.event.internal.TopicSettings.Difference;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the operator wants of the topic to which instances report what they have applied.
 *
 * @param replicationFactor null: 3, or the number of brokers when there are fewer; what there is for an existing topic
 * @param create whether a missing topic is created; otherwise the publisher waits for it
 */
public record StatusTopicPlan(String name, @Nullable Integer replicationFactor, boolean create) implements WantedTopic {
    /** How long the last report of an instance is kept. */
    public static final Duration RETENTION = Duration.ofDays(7);

    private static final int MAX_MESSAGE_BYTES = 128 * 1024;
    private static final String COMPACT_AND_DELETE = "compact,delete";

    /** Any number of partitions fits: a report is compared with reports of the same instance only. */
    @Override
    public @Nullable Integer partitions() {
        return null;
    }

    @Override
    public String role() {
        return "status";
    }

    @Override
    public Map<String, String> rights() {
        return Map.of(
                "Read", "the publisher reads what instances report",
                "DescribeConfigs", "the publisher verifies the settings");
    }

    @Override
    public String duty() {
        return "hold the reports of instances";
    }

    @Override
    public String whyPartitions() {
        return "any number of partitions fits";
    }

    @Override
    public String mendPartitions(int actual) {
        return "name another topic with fleet.topic, or set it to none";
    }

    @Override
    public Map<String, String> configs(int partitionCount, int replicas) {
        return Map.of(
                "cleanup.policy",
                COMPACT_AND_DELETE,
                "retention.ms",
                Long.toString(RETENTION.toMillis()),
                "message.timestamp.type",
                "LogAppendTime",
                "max.message.bytes",
                Integer.toString(MAX_MESSAGE_BYTES));
    }

    @Override
    public List<Difference> differences(Map<String, String> effective, int partitionCount, int replicas) {
        List<Difference> differences = new ArrayList<>();
        String policy = effective.getOrDefault("cleanup.policy", "not set");
        if (!policy.contains("compact")) {
            differences.add(new Difference(
                    "cleanup.policy",
                    policy,
                    COMPACT_AND_DELETE,
                    "without compaction the publisher reads every report of the retention at its start"));
        }
        String timestamps = effective.getOrDefault("message.timestamp.type", "not set");
        if (!timestamps.equals("LogAppendTime")) {
            differences.add(new Difference(
                    "message.timestamp.type",
                    timestamps,
                    "LogAppendTime",
                    "with CreateTime the clock of an instance decides when it reported"));
        }
        return differences;
    }
}
