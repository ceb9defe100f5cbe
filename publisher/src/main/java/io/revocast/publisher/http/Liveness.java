package io.revocast.publisher.http;

import org.jspecify.annotations.Nullable;

/**
 * Whether the process can still do its work, or must be restarted. Does not depend on Kafka.
 *
 * @param cause in plain words what ended; null when nothing did
 */
public record Liveness(@Nullable String cause) {
    /** Nothing ended. */
    public static final Liveness LIVE = new Liveness(null);

    /** Whether an orchestrator should leave the process alone. */
    public boolean live() {
        return cause == null;
    }
}
