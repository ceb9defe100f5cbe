package io.revocast.publisher.query;

import io.revocast.publisher.fleet.FleetProgress;
import io.revocast.publisher.fleet.InstanceState;
import io.revocast.publisher.fleet.PartitionProgress;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of the progress of the fleet. What is not known is left out. */
final class FleetProgressAnswer {
    private FleetProgressAnswer() {}

    static Map<String, Object> of(FleetProgress progress) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", progress.at().toString());
        if (progress.topicId() != null) {
            json.put("topicId", progress.topicId());
        }
        json.put("available", progress.unavailable() == null);
        if (progress.unavailable() != null) {
            json.put("unavailable", progress.unavailable());
            return json;
        }
        json.put("instances", progress.instances());
        json.put("counted", progress.counted());
        Map<String, Integer> states = new LinkedHashMap<>();
        for (InstanceState state : InstanceState.values()) {
            states.put(state.wireName(), progress.states().getOrDefault(state, 0));
        }
        json.put("states", states);
        json.put(
                "partitions",
                progress.partitions().stream()
                        .map(FleetProgressAnswer::partition)
                        .toList());
        return json;
    }

    private static Map<String, Object> partition(PartitionProgress partition) {
        List<Map<String, Object>> next = new ArrayList<>();
        for (PartitionProgress.Step step : partition.next()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("offset", step.offset());
            json.put("instances", step.instances());
            next.add(json);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("partition", partition.partition());
        json.put("end", partition.end());
        json.put("next", next);
        return json;
    }
}
