package io.revocast.publisher.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How a topic is set up, and how it must be. Immutable.
 *
 * @param role what the publisher keeps in it: {@code revocations}, {@code audit} or {@code status}
 * @param topic its name
 * @param exists whether it is there; null when that is not known
 * @param fit whether every setting is as it must be; null when that is not known
 * @param required whether its absence is an error; otherwise the publisher creates it when it starts
 * @param unavailable what cannot be seen, and why; null when everything can
 * @param topicId Kafka's id; null when it is not known
 * @param settings null when they are not known
 * @param access the rights of the publisher; null when they are not known
 * @param fix all that repairs it; null when nothing needs a repair
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicExamination(
        String role,
        String topic,
        @Nullable Boolean exists,
        @Nullable Boolean fit,
        boolean required,
        @Nullable String unavailable,
        @Nullable String topicId,
        @Nullable List<TopicFinding> settings,
        @Nullable List<TopicPartitionState> partitions,
        @Nullable List<TopicRight> access,
        @Nullable String fix) {
    /** Copies the lists. */
    public TopicExamination {
        settings = settings == null ? null : List.copyOf(settings);
        partitions = partitions == null ? null : List.copyOf(partitions);
        access = access == null ? null : List.copyOf(access);
    }

    /** A topic that cannot be looked at. */
    public static TopicExamination unknown(String role, String topic, boolean required, String why) {
        return new TopicExamination(role, topic, null, null, required, why, null, null, null, null, null);
    }

    /** A topic that is not there. */
    public static TopicExamination missing(String role, String topic, boolean required, String fix) {
        return new TopicExamination(role, topic, false, null, required, null, null, null, null, null, fix);
    }

    /** Whether an operator must do something before the topic does its work. */
    public boolean needsRepair() {
        return Boolean.FALSE.equals(fit) || (required && Boolean.FALSE.equals(exists));
    }
}
