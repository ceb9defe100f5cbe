package io.revocast.publisher.query;

import io.revocast.event.internal.InstanceReport;
import io.revocast.event.internal.InstanceReport.Applied;
import io.revocast.event.internal.InstanceReport.ClockOffset;
import io.revocast.publisher.fleet.FleetView;
import io.revocast.publisher.fleet.InstanceView;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** The JSON of the fleet, as maps in the order of their fields. What is not known is left out. */
final class FleetAnswer {
    private FleetAnswer() {}

    /**
     * @param limited whether the caller may see only some issuers: the entries of an instance are those of all issuers
     */
    static Map<String, Object> of(FleetView view, boolean limited) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", view.at().toString());
        json.put("available", view.unavailable() == null);
        put(json, "unavailable", view.unavailable());
        Map<String, Long> states = new LinkedHashMap<>();
        view.states().forEach((state, count) -> states.put(state.wireName(), count));
        json.put("states", states);
        view.maxAge().ifPresent(age -> json.put("maxAgeMillis", age.toMillis()));
        json.put(
                "instances",
                view.instances().stream().map(each -> instance(each, limited)).toList());
        json.put(
                "digestMismatches",
                view.mismatches().stream()
                        .map(each -> Map.of(
                                "first", name(each.first()),
                                "other", name(each.other()),
                                "at", each.at().toString()))
                        .toList());
        Map<String, Long> ignored = new TreeMap<>();
        view.ignored().forEach((why, count) -> ignored.put(why.wireName(), count));
        json.put("ignoredReports", ignored);
        return json;
    }

    static Map<String, String> name(InstanceReport.InstanceId id) {
        Map<String, String> json = new LinkedHashMap<>();
        json.put("service", id.service());
        json.put("instance", id.instance());
        return json;
    }

    private static Map<String, Object> instance(InstanceView view, boolean limited) {
        InstanceReport report = view.report();
        Map<String, Object> json = new LinkedHashMap<>(name(report.id()));
        json.put("state", view.state().wireName());
        json.put("reportedAt", view.reportedAt().toString());
        put(json, "ageMillis", millis(view.age()));
        json.put("host", report.program().host());
        json.put("version", report.program().version());
        json.put("listState", report.list().state());
        if (!limited) {
            json.put("entries", report.list().entries());
        }
        json.put("failurePolicy", report.list().failurePolicy());
        json.put("maxStalenessMillis", report.list().maxStaleness().toMillis());
        InstanceReport.ReaderSettings reader = report.reader();
        put(json, "topic", reader == null ? null : reader.topic());
        put(json, "topicId", report.topicId());
        Map<String, Object> applied = new TreeMap<>();
        for (Map.Entry<Integer, Applied> each : report.applied().entrySet()) {
            applied.put(
                    each.getKey().toString(),
                    Map.of(
                            "next",
                            each.getValue().next(),
                            "last",
                            each.getValue().last()));
        }
        json.put("applied", applied);
        ClockOffset clock = report.clockOffset();
        if (clock != null) {
            // Positive when the clock of the instance is ahead, as everywhere in this interface.
            json.put("clockSkewMillis", clock.toBroker().negated().toMillis());
            json.put("clockUncertaintyMillis", clock.uncertainty().toMillis());
        }
        if (!report.decoders().isEmpty()) {
            json.put("decoders", report.decoders());
        }
        json.put("conflict", view.isConflict());
        return json;
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }
}
