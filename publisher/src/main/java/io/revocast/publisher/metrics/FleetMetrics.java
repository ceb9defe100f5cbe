package io.revocast.publisher.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.revocast.publisher.fleet.FleetView;
import io.revocast.publisher.fleet.IgnoredReport;
import io.revocast.publisher.fleet.InstanceState;
import io.revocast.publisher.fleet.KnownFleet;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What instances report, as numbers. One look at the fleet serves all gauges of a scrape. */
final class FleetMetrics implements MeterBinder {
    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private final KnownFleet fleet;
    private @Nullable FleetView view;
    private long viewedAt;

    FleetMetrics(KnownFleet fleet) {
        this.fleet = fleet;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (InstanceState state : InstanceState.values()) {
            Gauge.builder("revocast.fleet.instances", () -> view().states().getOrDefault(state, 0L))
                    .tag("state", state.wireName())
                    .register(registry);
        }
        TimeGauge.builder(
                        "revocast.fleet.max.age",
                        () -> view().maxAge()
                                .map(age -> (double) age.toMillis())
                                .orElse(Double.NaN),
                        TimeUnit.MILLISECONDS)
                .register(registry);
        Gauge.builder("revocast.fleet.available", () -> view().unavailable() == null ? 1 : 0)
                .register(registry);
        for (IgnoredReport why : IgnoredReport.values()) {
            FunctionCounter.builder(
                            "revocast.fleet.reports.ignored",
                            fleet,
                            source -> source.ignored().getOrDefault(why, 0L))
                    .tag("reason", why.wireName())
                    .register(registry);
        }
        FunctionCounter.builder("revocast.fleet.digest.mismatches", fleet, KnownFleet::mismatches)
                .register(registry);
    }

    private synchronized FleetView view() {
        long now = System.nanoTime();
        FleetView known = view;
        if (known == null || now - viewedAt > KEPT_NANOS) {
            known = fleet.view();
            view = known;
            viewedAt = now;
        }
        return known;
    }
}
