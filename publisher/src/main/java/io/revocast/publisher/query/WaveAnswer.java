package io.revocast.publisher.query;

import io.revocast.event.internal.InstanceReport.InstanceId;
import io.revocast.publisher.fleet.history.Wave;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;

/** The JSON of one observed revocation. What is not known is left out. */
final class WaveAnswer {
    static final double MEDIAN = 0.5;
    static final double P99 = 0.99;

    private WaveAnswer() {}

    static Map<String, Object> of(Wave wave) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "id", wave.id() == null ? null : wave.id().toString());
        json.put("kind", wave.kind().wireName());
        json.put("issuer", wave.issuer());
        json.put("appendedAt", wave.appendedAt().toString());
        json.put("receipt", wave.receipt());
        json.put("open", wave.open());
        json.put("instances", wave.instances());
        json.put("applied", wave.applied());
        json.put("complete", wave.isComplete());
        if (wave.times().count() > 0) {
            json.put("firstMillis", wave.times().quantile(0));
            json.put("medianMillis", wave.times().quantile(MEDIAN));
            json.put("p99Millis", wave.times().quantile(P99));
            json.put("lastMillis", wave.times().quantile(1));
        }
        InstanceId last = wave.last();
        put(json, "last", last == null ? null : FleetAnswer.name(last));
        return json;
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
