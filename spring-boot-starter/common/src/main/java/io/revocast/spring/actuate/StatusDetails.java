package io.revocast.spring.actuate;

import io.revocast.consumer.Status;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The status in the words of the health endpoint. */
public final class StatusDetails {
    private StatusDetails() {}

    /** Returns the details in a new map: texts, numbers and booleans; nothing for what is not known yet. */
    public static Map<String, Object> of(Status status) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("state", status.state().wireName());
        details.put("initialReplayComplete", status.initialReplayComplete());
        details.put("entries", status.entries());
        details.put("lagRecords", status.lagRecords());
        put(details, "cause", status.cause());
        put(details, "timeSinceFreshnessProofMillis", millis(status.timeSinceFreshnessProof()));
        put(details, "heartbeatAgeMillis", millis(status.heartbeatAge()));
        put(details, "clockSkewMillis", millis(status.clockSkew()));
        return details;
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static void put(Map<String, Object> details, String name, @Nullable Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }
}
