package io.revocast.publisher.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.revocast.consumer.Counters;
import io.revocast.consumer.State;
import io.revocast.event.Target;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the publisher's own list says of itself. */
final class ListMetrics implements MeterBinder {
    private static final long LOOK_AGAIN_NANOS = Duration.ofMinutes(1).toNanos();
    private final ListView list;
    private Map<String, Long> entries = Map.of();
    private @Nullable Long lookedAt;

    ListMetrics(ListView list) {
        this.list = list;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Target.Kind kind : Target.Kind.values()) {
            Gauge.builder("revocast.entries", () -> entries().getOrDefault(kind.wireName(), 0L))
                    .tag("kind", kind.wireName())
                    .register(registry);
        }
        for (State state : State.values()) {
            Gauge.builder("revocast.state", () -> list.status().state() == state ? 1 : 0)
                    .tag("state", state.wireName())
                    .register(registry);
        }
        Gauge.builder("revocast.stream.lag", () -> list.status().lagRecords()).register(registry);
        seconds(registry, "revocast.stream.age", () -> list.status().timeSinceFreshnessProof());
        seconds(registry, "revocast.clock.skew", () -> list.status().clockSkew());
        counters(registry, "events.applied", "op");
        counters(registry, "events.ignored", "reason");
    }

    private static void seconds(
            MeterRegistry registry, String name, java.util.function.Supplier<@Nullable Duration> duration) {
        TimeGauge.builder(
                        name,
                        () -> {
                            Duration now = duration.get();
                            return now == null ? Double.NaN : now.toMillis();
                        },
                        TimeUnit.MILLISECONDS)
                .register(registry);
    }

    /** Registers every counter of a family, so that none is forgotten. */
    private void counters(MeterRegistry registry, String family, String tag) {
        Counters.names().stream()
                .filter(name -> name.startsWith(family + "."))
                .forEach(name -> counter(registry, family, tag, name.substring(family.length() + 1)));
    }

    private void counter(MeterRegistry registry, String name, String tag, String value) {
        FunctionCounter.builder(
                        "revocast." + name,
                        list,
                        view -> view.status().counters().values().getOrDefault(name + "." + value, 0L))
                .tag(tag, value)
                .register(registry);
    }

    private synchronized Map<String, Long> entries() {
        long now = System.nanoTime();
        if (lookedAt == null || now - lookedAt > LOOK_AGAIN_NANOS) {
            entries = list.entries();
            lookedAt = now;
        }
        return entries;
    }
}
