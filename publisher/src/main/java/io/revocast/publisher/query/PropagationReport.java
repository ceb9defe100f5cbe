package io.revocast.publisher.query;

import io.revocast.publisher.fleet.history.TimeStatistics;
import io.revocast.publisher.fleet.history.TimeStatistics.Bucket;
import io.revocast.publisher.fleet.history.TimeSteps;
import io.revocast.publisher.fleet.history.Wave;
import io.revocast.publisher.fleet.history.WaveRecorder;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The observed revocations of the last hour that a caller may see. Immutable.
 *
 * @param waves newest first
 * @param sampled whether there were more; null for a caller that may not see all issuers
 */
record PropagationReport(
        Instant at,
        List<Wave> waves,
        @Nullable Boolean sampled,
        List<Map<String, Object>> services,
        List<Bucket> histogram) {
    PropagationReport {
        waves = List.copyOf(waves);
        services = List.copyOf(services);
        histogram = List.copyOf(histogram);
    }

    static PropagationReport of(WaveRecorder recorder, Instant at, Set<String> issuers) {
        List<Wave> waves = recorder.waves().stream()
                .filter(wave -> issuers.isEmpty() || issuers.contains(wave.issuer()))
                .toList();
        return new PropagationReport(
                at,
                waves,
                issuers.isEmpty() ? recorder.isSampled() : null,
                services(waves),
                TimeStatistics.of(waves).histogram());
    }

    private static List<Map<String, Object>> services(List<Wave> waves) {
        Map<String, TimeStatistics> services = new TreeMap<>();
        waves.forEach(wave -> wave.times()
                .forEach((service, millis) -> services.computeIfAbsent(service, unused -> new TimeStatistics())
                        .add(millis)));
        List<Map<String, Object>> list = new ArrayList<>();
        services.forEach((service, times) -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("service", service);
            json.put("applied", times.count());
            json.put("p50Millis", times.quantile(WaveAnswer.MEDIAN));
            json.put("p99Millis", times.quantile(WaveAnswer.P99));
            json.put("maxMillis", times.greatest());
            list.add(json);
        });
        return list;
    }

    Map<String, Object> json(int limit) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("at", at.toString());
        json.put("from", at.minus(TimeSteps.KEPT).toString());
        json.put("total", waves.size());
        if (sampled != null) {
            json.put("sampled", sampled);
        }
        json.put("waves", waves.stream().limit(limit).map(WaveAnswer::of).toList());
        json.put("services", services);
        json.put("histogram", histogram);
        return json;
    }

    byte[] csv(int limit) {
        CsvTable table = new CsvTable(
                "id",
                "kind",
                "issuer",
                "appended_at",
                "topic_id",
                "partition",
                "offset",
                "open",
                "instances",
                "applied",
                "complete",
                "first_millis",
                "median_millis",
                "p99_millis",
                "last_millis",
                "last_service",
                "last_instance");
        waves.stream().limit(limit).forEach(wave -> row(table, wave));
        return table.bytes();
    }

    private static void row(CsvTable table, Wave wave) {
        boolean timed = wave.times().count() > 0;
        table.row(
                wave.id(),
                wave.kind().wireName(),
                wave.issuer(),
                wave.appendedAt(),
                wave.receipt().topicId(),
                wave.receipt().partition(),
                wave.receipt().offset(),
                wave.open(),
                wave.instances(),
                wave.applied(),
                wave.isComplete(),
                timed ? wave.times().quantile(0) : null,
                timed ? wave.times().quantile(WaveAnswer.MEDIAN) : null,
                timed ? wave.times().quantile(WaveAnswer.P99) : null,
                timed ? wave.times().quantile(1) : null,
                wave.last() == null ? null : wave.last().service(),
                wave.last() == null ? null : wave.last().instance());
    }
}
