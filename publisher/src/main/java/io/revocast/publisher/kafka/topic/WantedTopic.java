package io.revocast.publisher.kafka.topic;

import io.revocast.event.internal.TopicSettings.Difference;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** The operator's settings of a topic, and the settings that it must have in any case. */
public sealed interface WantedTopic permits TopicPlan, AuditTopicPlan, StatusTopicPlan {
    /** Its name. */
    String name();

    /** How many partitions; null for as many as an existing one has, and 1 for a new one. */
    @Nullable
    Integer partitions();

    /** How many replicas; null for as many as an existing topic has, and for a new one 3, or one for each broker. */
    @Nullable
    Integer replicationFactor();

    /** Whether a missing topic is made; otherwise it is waited for. */
    boolean create();

    /** What the publisher keeps in it, in one word. */
    String role();

    /** What the publisher needs to do with it, by Kafka's names of the operations, and what for. */
    Map<String, String> rights();

    /** What the topic does when it is fit, such as "hold revocations". */
    String duty();

    /** The settings that a new topic is created with, by Kafka's names. */
    Map<String, String> configs(int partitions, int replicas);

    /** Where the effective settings of an existing topic fall short. */
    List<Difference> differences(Map<String, String> effective, int partitions, int replicas);

    /** Why a number of partitions that is not the wanted one is refused. */
    String whyPartitions();

    /** What an operator can do about it. */
    String mendPartitions(int actual);
}
