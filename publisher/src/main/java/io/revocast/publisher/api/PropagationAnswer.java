package io.revocast.publisher.api;

import io.revocast.publisher.fleet.AppliedTime;
import io.revocast.publisher.fleet.AwaitedPropagation;
import io.revocast.publisher.fleet.InstanceProgress;
import io.revocast.publisher.fleet.PropagationView;
import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of a propagation, as maps in the order of their fields. Times that are not known are left out. */
public final class PropagationAnswer {
    private static final double MEDIAN = 0.5;
    private static final double P99 = 0.99;

    private PropagationAnswer() {}

    /** Returns the answer to a caller that waited: the sums, and those that are missing by name. */
    static Map<String, Object> of(AwaitedPropagation awaited) {
        Map<String, Object> json = summary(awaited.propagation(), awaited.complete());
        json.put("wait", awaited.goal().text());
        json.put("stragglers", stragglers(awaited.propagation()));
        return json;
    }

    /** Returns all that is known, each instance included. */
    public static Map<String, Object> of(PropagationView propagation) {
        Map<String, Object> json = sums(propagation);
        json.put(
                "detail",
                propagation.instances().stream()
                        .map(PropagationAnswer::instance)
                        .toList());
        return json;
    }

    /** Returns what is known without the instances that have applied it. */
    public static Map<String, Object> sums(PropagationView propagation) {
        Map<String, Object> json = summary(propagation, propagation.isComplete());
        json.put("stragglers", stragglers(propagation));
        return json;
    }

    private static Map<String, Object> summary(PropagationView propagation, boolean complete) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("complete", complete);
        json.put("instances", propagation.count());
        json.put("applied", propagation.applied());
        json.put("startedLater", propagation.startedLater());
        json.put("unknown", propagation.unknown());
        put(json, "appendedAt", propagation.appendedAt());
        put(json, "unavailable", propagation.unavailable());
        propagation.quantile(0).ifPresent(first -> json.put("first", instance(first)));
        propagation.quantile(MEDIAN).ifPresent(median -> put(json, "medianMillis", millis(median)));
        propagation.quantile(P99).ifPresent(p99 -> put(json, "p99Millis", millis(p99)));
        propagation.quantile(1).ifPresent(last -> json.put("last", instance(last)));
        return json;
    }

    private static List<Map<String, Object>> stragglers(PropagationView propagation) {
        return propagation.stragglers().stream()
                .map(PropagationAnswer::instance)
                .toList();
    }

    private static Map<String, Object> instance(InstanceProgress progress) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("service", progress.id().service());
        json.put("instance", progress.id().instance());
        json.put("state", progress.state().wireName());
        json.put("outcome", progress.outcome().wireName());
        AppliedTime time = progress.time();
        if (time != null) {
            json.put("precision", time.precision().wireName());
            put(json, "appliedAt", time.at());
            put(json, "tookMillis", millis(progress));
            put(
                    json,
                    "uncertaintyMillis",
                    time.uncertainty() == null ? null : time.uncertainty().toMillis());
        }
        return json;
    }

    private static @Nullable Long millis(InstanceProgress progress) {
        return progress.took() == null ? null : progress.took().toMillis();
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value instanceof Number ? value : value.toString());
        }
    }
}
