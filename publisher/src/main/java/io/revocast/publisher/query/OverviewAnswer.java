package io.revocast.publisher.query;

import io.revocast.consumer.internal.TopicPosition;
import io.revocast.event.Target;
import io.revocast.publisher.fleet.FleetView;
import io.revocast.publisher.fleet.InstanceState;
import io.revocast.publisher.fleet.history.ChangeRates;
import io.revocast.publisher.fleet.history.ChangeRates.Change;
import io.revocast.publisher.fleet.history.TimeStatistics;
import io.revocast.publisher.fleet.history.TimeSteps;
import io.revocast.publisher.fleet.history.Wave;
import io.revocast.publisher.health.Alarm;
import io.revocast.publisher.health.Availability;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The JSON of the overview. What is not known is left out, or null in a series. A caller that is limited to issuers sees
 * the numbers of these issuers only.
 */
final class OverviewAnswer {
    private final OverviewSources sources;
    private final Set<String> issuers;
    private final Instant now;
    private final Map<String, Object> json = new LinkedHashMap<>();

    private OverviewAnswer(OverviewSources sources, Set<String> issuers) {
        this.sources = sources;
        this.issuers = issuers;
        this.now = sources.brokers().instant();
    }

    static Map<String, Object> of(OverviewSources sources, @Nullable LiveCounts counts, Set<String> issuers) {
        OverviewAnswer answer = new OverviewAnswer(sources, issuers);
        List<Wave> waves = sources.waves().waves().stream()
                .filter(wave -> issuers.isEmpty() || issuers.contains(wave.issuer()))
                .toList();
        answer.put("at", answer.now.toString());
        answer.put(
                "topicId", sources.live().position().map(TopicPosition::topicId).orElse(null));
        answer.put("state", sources.state().get());
        answer.put("stale", sources.live().unsettled().orElse(null));
        answer.put("live", counts == null ? null : live(counts, issuers));
        answer.put("fleet", answer.fleet());
        answer.put("propagation", answer.propagation(waves));
        Availability audit = sources.audit().get();
        answer.put("audit", audit == null ? Map.of("enabled", false) : availability(audit, true));
        answer.put("kafka", availability(sources.kafka().get(), null));
        answer.put("alarms", answer.alarms());
        answer.put("series", answer.series(waves));
        return answer.json;
    }

    private void put(String name, @Nullable Object value) {
        put(json, name, value);
    }

    private static void put(Map<String, Object> json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static @Nullable Map<String, Object> live(LiveCounts counts, Set<String> issuers) {
        Map<Target.Kind, Long> kinds = counts.of(issuers);
        if (kinds == null) {
            return null;
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("asOf", counts.asOf().toString());
        json.put("total", kinds.values().stream().mapToLong(Long::longValue).sum());
        for (Target.Kind kind : Target.Kind.values()) {
            json.put(kind.wireName(), kinds.getOrDefault(kind, 0L));
        }
        return json;
    }

    private Map<String, Object> fleet() {
        FleetView view = sources.fleet().view();
        Map<String, Object> fleet = new LinkedHashMap<>();
        fleet.put("available", view.unavailable() == null);
        if (view.unavailable() != null) {
            fleet.put("unavailable", view.unavailable());
            return fleet;
        }
        Map<InstanceState, Long> states = view.states();
        fleet.put("instances", view.instances().size());
        fleet.put("counted", view.instances().size() - states.getOrDefault(InstanceState.LEFT, 0L));
        fleet.put("upToDate", states.getOrDefault(InstanceState.APPLYING, 0L));
        Map<String, Long> named = new LinkedHashMap<>();
        states.forEach((state, count) -> named.put(state.wireName(), count));
        fleet.put("states", named);
        view.maxAge().ifPresent(age -> fleet.put("maxAgeMillis", age.toMillis()));
        return fleet;
    }

    private Map<String, Object> propagation(List<Wave> waves) {
        Map<String, Object> propagation = new LinkedHashMap<>();
        propagation.put("waves", waves.size());
        propagation.put("complete", waves.stream().filter(Wave::isComplete).count());
        propagation.put("open", waves.stream().filter(Wave::open).count());
        if (issuers.isEmpty()) {
            propagation.put("sampled", sources.waves().isSampled());
        }
        quantiles(propagation, waves);
        if (!waves.isEmpty()) {
            propagation.put("last", WaveAnswer.of(waves.get(0)));
        }
        return propagation;
    }

    private static void quantiles(Map<String, Object> json, List<Wave> waves) {
        TimeStatistics times = TimeStatistics.of(waves);
        if (times.count() > 0) {
            json.put("p50Millis", times.quantile(WaveAnswer.MEDIAN));
            json.put("p99Millis", times.quantile(WaveAnswer.P99));
            json.put("maxMillis", times.greatest());
        }
    }

    private static Map<String, Object> availability(Availability of, @Nullable Boolean enabled) {
        Map<String, Object> json = new LinkedHashMap<>();
        put(json, "enabled", enabled);
        json.put("available", of.isAvailable());
        put(json, "cause", of.cause());
        return json;
    }

    /** The texts about providers name their issuers. */
    private List<Map<String, Object>> alarms() {
        List<Map<String, Object>> alarms = new ArrayList<>();
        for (Alarm each : sources.alarms().get()) {
            if (issuers.isEmpty() || each.kind() != Alarm.Kind.PROVIDER) {
                Map<String, Object> alarm = new LinkedHashMap<>();
                alarm.put("severity", each.kind().severity().wireName());
                alarm.put("kind", each.kind().wireName());
                alarm.put("text", each.text());
                put(alarm, "since", each.since() == null ? null : each.since().toString());
                alarms.add(alarm);
            }
        }
        return alarms;
    }

    private Map<String, Object> series(List<Wave> waves) {
        long first = TimeSteps.firstShown(now);
        Map<String, Object> series = new LinkedHashMap<>();
        series.put("stepSeconds", TimeSteps.LENGTH.toSeconds());
        series.put("from", TimeSteps.start(first).toString());
        series.put("revocations", rates(Change.REVOKED, first));
        series.put("reinstatements", rates(Change.REINSTATED, first));
        List<List<Wave>> steps = new ArrayList<>();
        for (int step = 0; step < TimeSteps.COUNT; step++) {
            steps.add(new ArrayList<>());
        }
        for (Wave wave : waves) {
            long step = TimeSteps.of(wave.appendedAt()) - first;
            if (step >= 0 && step < TimeSteps.COUNT) {
                steps.get((int) step).add(wave);
            }
        }
        List<@Nullable Integer> p50 = new ArrayList<>();
        List<@Nullable Integer> p99 = new ArrayList<>();
        List<@Nullable Integer> max = new ArrayList<>();
        for (List<Wave> step : steps) {
            TimeStatistics all = step.isEmpty() ? null : TimeStatistics.of(step);
            TimeStatistics known = all == null || all.count() == 0 ? null : all;
            p50.add(known == null ? null : known.quantile(WaveAnswer.MEDIAN));
            p99.add(known == null ? null : known.quantile(WaveAnswer.P99));
            max.add(known == null ? null : known.greatest());
        }
        series.put("p50Millis", p50);
        series.put("p99Millis", p99);
        series.put("maxMillis", max);
        return series;
    }

    private List<@Nullable Integer> rates(Change change, long first) {
        List<@Nullable Integer> rates = new ArrayList<>();
        for (int count : sources.rates().series(change, first, issuers)) {
            rates.add(count == ChangeRates.UNKNOWN ? null : count);
        }
        return rates;
    }
}
