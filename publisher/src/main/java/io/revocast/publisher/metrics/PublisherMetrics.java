package io.revocast.publisher.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.revocast.publisher.fleet.Canary.CanaryObserver;
import io.revocast.publisher.service.ServiceObserver;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Counts and times what the publisher does. Tags have few values, and never a token, a subject or a caller. Thread-safe.
 */
public final class PublisherMetrics implements ServiceObserver, CanaryObserver, AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public PublisherMetrics() {
        registry.config().meterFilter(new Descriptions());
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    @Override
    public void published(String kind, Ending ending, long nanos) {
        registry.timer(
                        "revocast.publish",
                        "kind",
                        kind,
                        "outcome",
                        ending.name().toLowerCase(Locale.ROOT))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void throttled() {
        throttled("requests");
    }

    /**
     * Counts something turned away because it came too soon.
     *
     * @param reason {@code requests} for those that write, {@code reads}, or {@code failures} for wrong credentials
     */
    public void throttled(String reason) {
        registry.counter("revocast.publish.throttled", "reason", reason).increment();
    }

    /** Counts revocations that were appended again, because the log no longer told them. */
    public void restored(int revocations) {
        registry.counter("revocast.publish.healed").increment(revocations);
    }

    /** Counts an attempt to say who asks: {@code ok}, {@code missing}, {@code wrong}, {@code slowed}, {@code unknown}. */
    public void authenticated(String outcome) {
        registry.counter("revocast.authentications", "outcome", outcome).increment();
    }

    /** Counts an entry of the audit: whether the log has it. */
    public void audited(boolean written) {
        registry.counter("revocast.audit", "outcome", written ? "written" : "failed")
                .increment();
    }

    /** Times an answer of the HTTP interface; the route has the names of its variable segments. */
    public void answered(String method, String route, int status, long nanos) {
        registry.timer("http.server.requests", "method", method, "route", route, "status", Integer.toString(status))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Says from now on whether the topic has the settings that it must have. */
    public void watchTopic(BooleanSupplier verified) {
        Gauge.builder("revocast.topic.verified", () -> verified.getAsBoolean() ? 1 : 0)
                .register(registry);
    }

    /** Says from now on how many live revocations are still to be appended again. */
    public void watchRepair(LongSupplier left) {
        Gauge.builder("revocast.repair.left", left::getAsLong).register(registry);
    }

    /** Says from now on how the publisher's own list is. */
    public void watchList(ListView list) {
        new ListMetrics(list).bindTo(registry);
    }

    @Override
    public void arrived(Duration last) {
        registry.timer("revocast.fleet.canary").record(last);
    }

    @Override
    public void failed() {
        registry.counter("revocast.fleet.canary.failures").increment();
    }

    /** Says from now on what instances report. */
    public void watchFleet(FleetSource fleet) {
        new FleetMetrics(fleet).bindTo(registry);
    }

    /** Counts from now on what came of the messages of identity providers at an endpoint. */
    public void watchReceived(String endpoint, String outcome, LongSupplier count) {
        // The counter holds its object weakly, and nothing else may hold the supplier.
        FunctionCounter.builder("revocast.received", this, held -> count.getAsLong())
                .tag("endpoint", endpoint)
                .tag("outcome", outcome)
                .register(registry);
    }

    /** Where others register meters of their own. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Everything in the text format of Prometheus, version 0.0.4. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }
}
