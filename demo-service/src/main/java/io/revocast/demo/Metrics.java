package io.revocast.demo;

import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.revocast.consumer.RevocationList;
import io.revocast.metrics.RevocationMetrics;

/** {@code /metrics} in the text format of Prometheus, without a credential. Thread-safe. */
final class Metrics implements AutoCloseable {
    private static final String MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RevocationMetrics revocations;

    Metrics(RevocationList list) {
        revocations = new RevocationMetrics(list);
        revocations.bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
    }

    void register(RoutesConfig routes) {
        routes.get("/metrics", context -> context.contentType(MEDIA_TYPE).result(registry.scrape()));
    }

    @Override
    public void close() {
        revocations.close();
        registry.close();
    }
}
