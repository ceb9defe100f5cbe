package io.revocast.publisher.kafka.topic;

import io.revocast.event.internal.TopicSettings;
import io.revocast.event.internal.TopicSettings.Difference;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What the operator wants of the topic of revocations.
 *
 * @param partitions null: 1 for a new topic, what there is for an existing one
 * @param replicationFactor null: 3, or the number of brokers when there are fewer; what there is for an existing topic
 * @param create whether a missing topic is made; otherwise it is waited for
 * @param longestTokenLifetime from which the retention follows
 * @param margin how long a revocation is kept past the {@code exp} of a token
 */
public record TopicPlan(
        String name,
        @Nullable Integer partitions,
        @Nullable Integer replicationFactor,
        boolean create,
        Duration longestTokenLifetime,
        Duration margin)
        implements WantedTopic {

    /** A plan with the default margin. */
    public TopicPlan(
            String name,
            @Nullable Integer partitions,
            @Nullable Integer replicationFactor,
            boolean create,
            Duration longestTokenLifetime) {
        this(name, partitions, replicationFactor, create, longestTokenLifetime, TopicSettings.DEFAULT_MARGIN);
    }

    /** The same for a topic that is made when it is missing. */
    public TopicPlan creating() {
        return new TopicPlan(name, partitions, replicationFactor, true, longestTokenLifetime, margin);
    }

    @Override
    public String role() {
        return "revocations";
    }

    @Override
    public Map<String, String> rights() {
        return Map.of(
                "Read", "the publisher reads what is revoked",
                "Write", "the publisher appends revocations",
                "DescribeConfigs", "the publisher verifies the settings");
    }

    @Override
    public String duty() {
        return "hold revocations";
    }

    @Override
    public Map<String, String> configs(int partitionCount, int replicas) {
        return settings(partitionCount, replicas).configs();
    }

    @Override
    public List<Difference> differences(Map<String, String> effective, int partitionCount, int replicas) {
        return settings(partitionCount, replicas).differences(effective);
    }

    private TopicSettings settings(int partitionCount, int replicas) {
        return new TopicSettings(name, partitionCount, replicas, longestTokenLifetime, margin);
    }

    @Override
    public String whyPartitions() {
        return "they are never changed in place, because keys would move";
    }

    @Override
    public String mendPartitions(int actual) {
        return "set topic.partitions=" + actual + " or leave it out, or name another topic";
    }
}
