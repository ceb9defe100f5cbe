package io.revocast.sidecar;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.revocast.consumer.RevocationList;
import io.revocast.metrics.RevocationMetrics;
import io.revocast.sidecar.Decision.Outcome;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The metrics of a sidecar, in the text format of Prometheus. Thread-safe. */
final class SidecarMetrics implements AutoCloseable {
    static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Outcome, Timer> decisions = new EnumMap<>(Outcome.class);
    private final RevocationMetrics revocations;

    SidecarMetrics(RevocationList list) {
        revocations = new RevocationMetrics(list);
        revocations.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        for (Outcome outcome : Outcome.values()) {
            decisions.put(
                    outcome,
                    Timer.builder("revocast.sidecar.decision")
                            .description("Time from the request to the decision, with the signature")
                            .tag("outcome", outcome.wireName())
                            .publishPercentileHistogram()
                            .minimumExpectedValue(Duration.ofNanos(10_000))
                            .maximumExpectedValue(Duration.ofSeconds(5))
                            .register(registry));
        }
    }

    void record(Outcome outcome, long nanos) {
        Timer timer = decisions.get(outcome);
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        revocations.close();
        registry.close();
    }
}
