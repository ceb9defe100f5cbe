package io.revocast.publisher.fleet;

import io.revocast.event.internal.InstanceReport.InstanceId;
import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What is known of one instance and one revocation. Immutable.
 *
 * @param state of the instance now
 * @param time when it applied the revocation; null unless it has
 * @param took from the append to that time; null when either is not known
 */
public record InstanceProgress(
        InstanceId id,
        Outcome outcome,
        InstanceState state,
        @Nullable AppliedTime time,
        @Nullable Duration took) {
    /** Throws {@link IllegalArgumentException} for a time without an application. */
    public InstanceProgress {
        if ((time != null) != (outcome == Outcome.APPLIED)) {
            throw new IllegalArgumentException("a time goes with an applied revocation: " + outcome);
        }
    }

    /** Whether the instance enforces a revocation. */
    public enum Outcome {
        /** It does. */
        APPLIED,
        /** It has not reported so. */
        PENDING,
        /** It does since it started: it read the revocation in the replay with which it started. */
        STARTED_LATER;

        /** The name in JSON. */
        public String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
