package io.revocast.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.revocast.consumer.AppliedEvent;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.Status;
import io.revocast.event.Revocation;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The meters of one list in one registry, and the listener that times propagation. Thread-safe. */
final class ListMeters implements RevocationListener, AutoCloseable {
    private static final Duration[] PROPAGATION_OBJECTIVES = {
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private final RevocationList list;
    private final MeterRegistry registry;
    private final Tags tags;
    private final StatusSnapshot snapshot;
    private final List<Meter> meters = new ArrayList<>();
    private final Timer propagation;

    ListMeters(RevocationList list, MeterRegistry registry, Tags tags) {
        this.list = list;
        this.registry = registry;
        this.tags = tags;
        this.snapshot = new StatusSnapshot(list, () -> registry.config().clock().monotonicTime());
        this.propagation = Timer.builder("revocast.propagation")
                .description("Time from the append of a revocation at the broker to its application in this list")
                .tags(tags)
                .serviceLevelObjectives(PROPAGATION_OBJECTIVES)
                .register(registry);
        meters.add(propagation);
    }

    /** Registers the meters, and begins to time propagation. */
    void register() {
        registerStates();
        registerSizes();
        registerTimes();
        for (CounterMeter counter : CounterMeter.all()) {
            registerCounter(counter);
        }
        list.addListener(this);
    }

    boolean isOf(MeterRegistry other) {
        return registry.equals(other);
    }

    private void registerStates() {
        for (State state : State.values()) {
            gauge(
                    "revocast.state",
                    Tags.of("state", state.wireName()),
                    "1 for the current state of the list, 0 for the others",
                    status -> status.state() == state ? 1 : 0);
        }
        gauge(
                "revocast.thread.alive",
                Tags.of("thread", "replay"),
                "1 when the thread runs",
                status -> status.replayThreadAlive() ? 1 : 0);
        gauge(
                "revocast.thread.alive",
                Tags.of("thread", "listeners"),
                "1 when the thread runs",
                status -> status.listenerThreadAlive() ? 1 : 0);
        gauge(
                "revocast.topic.verified",
                Tags.empty(),
                "1 when the topic has the required settings",
                status -> status.topicVerified() ? 1 : 0);
    }

    private void registerSizes() {
        gauge("revocast.entries", Tags.empty(), "Live revocations", Status::entries);
        gauge(
                "revocast.entries.limit",
                Tags.empty(),
                "Greatest number of live revocations; NaN when unlimited",
                status -> status.maxEntries() == Long.MAX_VALUE ? Double.NaN : status.maxEntries());
        gauge(
                "revocast.stream.lag",
                Tags.empty(),
                "Records below the last known end of the log that are not applied yet",
                Status::lagRecords);
    }

    private void registerTimes() {
        time("revocast.stream.age", "Time since the last freshness proof", Status::timeSinceFreshnessProof);
        time("revocast.heartbeat.age", "Time since the last heartbeat of a publisher", Status::heartbeatAge);
        time(
                "revocast.clock.skew",
                "Difference of the local clock to the clock of the broker, positive when ahead",
                Status::clockSkew);
        time(
                "revocast.replay.duration",
                "Time that the last replay from the beginning of the log took",
                Status::replayDuration);
    }

    private void gauge(String name, Tags own, String description, ToDoubleFunction<Status> value) {
        meters.add(Gauge.builder(name, () -> value.applyAsDouble(snapshot.status()))
                .tags(tags.and(own))
                .description(description)
                .register(registry));
    }

    private void time(String name, String description, Function<Status, @Nullable Duration> value) {
        meters.add(TimeGauge.builder(name, () -> millis(value.apply(snapshot.status())), TimeUnit.MILLISECONDS)
                .tags(tags)
                .description(description)
                .register(registry));
    }

    private static double millis(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toNanos() / 1e6;
    }

    /** Micrometer holds the object of a function counter weakly; the list and the gauges hold this one. */
    private void registerCounter(CounterMeter counter) {
        meters.add(FunctionCounter.builder(
                        counter.name(),
                        this,
                        self -> self.snapshot.status().counters().get(counter.counter()))
                .tags(tags.and(counter.tags()))
                .description(counter.description())
                .register(registry));
    }

    @Override
    public void onRevoked(Revocation revocation, AppliedEvent event) {
        if (event.propagation() != null) {
            propagation.record(event.propagation());
        }
    }

    @Override
    public void close() {
        boolean unused = list.removeListener(this);
        meters.forEach(registry::remove);
    }
}
