package io.revocast.publisher.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * Whether the process can still do its work, or must be restarted. Does not depend on Kafka.
 *
 * @param cause in plain words what ended; null when nothing did
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"live", "cause"})
public record Liveness(@Nullable String cause) {
    /** Nothing ended. */
    public static final Liveness LIVE = new Liveness(null);

    /** Whether an orchestrator should leave the process alone. */
    @JsonProperty
    public boolean live() {
        return cause == null;
    }
}
