package io.revocast.publisher.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * Whether the publisher can do its work.
 *
 * @param ready whether the topic was verified and read to its end once
 * @param state of the publisher's own list of revocations
 * @param cause in plain words what is missing or degraded; null when nothing is
 * @param warnings what the configuration may have wrong, so that messages of providers revoke nothing
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Readiness(
        boolean ready, String state, @Nullable String cause, List<String> warnings) {
    public Readiness {
        warnings = List.copyOf(warnings);
    }
}
