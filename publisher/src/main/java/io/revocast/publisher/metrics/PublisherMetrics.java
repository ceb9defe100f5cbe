package io.revocast.publisher.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.revocast.event.Target;
import io.revocast.publisher.authentication.AuthenticationObserver.Outcome;
import io.revocast.publisher.fleet.Canary.CanaryObserver;
import io.revocast.publisher.fleet.KnownFleet;
import io.revocast.publisher.service.ServiceObserver;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Counts and times what the publisher does. Tags have few values, and never a token, a subject or a caller. Thread-safe.
 */
public final class PublisherMetrics implements ServiceObserver, CanaryObserver, AutoCloseable {
    /** Why something was turned away that came too soon. */
    public enum Throttle {
        /** The limit of requests that write. */
        REQUESTS,
        /** The limit of requests that read. */
        READS,
        /** The limit of wrong credentials. */
        FAILURES;

        private String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

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
        startAtZero();
    }

    /** Registers every series: the rate of a series that begins with its first event lacks that event. */
    private void startAtZero() {
        Stream.concat(
                        Stream.of(Target.Kind.values()).map(Target.Kind::wireName),
                        Stream.of("mixed", "bulk", "reinstatement"))
                .forEach(kind -> Stream.of(Ending.values()).forEach(ending -> publishes(kind, ending)));
        Stream.of(Throttle.values()).forEach(this::throttles);
        Stream.of(Outcome.values()).forEach(this::authentications);
        Stream.of(true, false).forEach(this::audits);
        healed();
        canaryFailures();
        registry.timer("revocast.fleet.canary");
    }

    private Timer publishes(String kind, Ending ending) {
        return registry.timer(
                "revocast.publish", "kind", kind, "outcome", ending.name().toLowerCase(Locale.ROOT));
    }

    private Counter throttles(Throttle reason) {
        return registry.counter("revocast.publish.throttled", "reason", reason.wireName());
    }

    private Counter authentications(Outcome outcome) {
        return registry.counter(
                "revocast.authentications", "outcome", outcome.name().toLowerCase(Locale.ROOT));
    }

    private Counter audits(boolean written) {
        return registry.counter("revocast.audit", "outcome", written ? "written" : "failed");
    }

    private Counter healed() {
        return registry.counter("revocast.publish.healed");
    }

    private Counter canaryFailures() {
        return registry.counter("revocast.fleet.canary.failures");
    }

    @Override
    public void published(String kind, Ending ending, long nanos) {
        publishes(kind, ending).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void throttled() {
        throttled(Throttle.REQUESTS);
    }

    /** Counts something turned away because it came too soon. */
    public void throttled(Throttle reason) {
        throttles(reason).increment();
    }

    /** Counts revocations that were appended again, because the log no longer told them. */
    public void restored(int revocations) {
        healed().increment(revocations);
    }

    /** Counts an attempt to say who asks. */
    public void authenticated(Outcome outcome) {
        authentications(outcome).increment();
    }

    /** Counts an entry of the audit: whether the log has it. */
    public void audited(boolean written) {
        audits(written).increment();
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
        canaryFailures().increment();
    }

    /** Says from now on what instances report. */
    public void watchFleet(KnownFleet fleet) {
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
