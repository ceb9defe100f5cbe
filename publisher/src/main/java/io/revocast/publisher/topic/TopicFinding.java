package io.revocast.publisher.topic;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One setting of a topic. Immutable.
 *
 * @param name Kafka's name; also {@code partitions} and {@code replication.factor}
 * @param ok whether the setting is as it must be
 * @param why what may happen when it is not
 * @param fix the command that repairs it, or other advice; null when it is as it must be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TopicFinding(
        String name,
        String wanted,
        String actual,
        boolean ok,
        String why,
        @Nullable String fix) {
    /** One line for people. */
    public String line() {
        return name + (name.equals("partitions") ? " are " : " is ") + actual + "; want " + wanted + ": " + why;
    }
}
