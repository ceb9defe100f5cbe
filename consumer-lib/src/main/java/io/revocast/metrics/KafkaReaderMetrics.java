package io.revocast.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.revocast.consumer.RevocationList;
import io.revocast.consumer.RevocationListener;
import io.revocast.consumer.State;
import io.revocast.consumer.internal.KafkaRevocationList;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Registers what the Kafka consumer of a {@link RevocationList} measures, as {@code kafka.consumer.*} and similar
 * names. Most services need {@link RevocationMetrics} only.
 *
 * <p>Prometheus wants the same tags for all meters of one name. When other Kafka clients of the service are measured
 * too, pass the tags that their meters have; Spring Kafka adds {@code spring.id}. The tag {@code client.id} tells lists
 * apart: set that Kafka property.
 *
 * <p>Bind it at any time. The meters appear at the latest when the list is current, and they follow within a minute when it
 * opens another. A list that was not built by {@link RevocationList#builder} has no meters. Close this object before the
 * registry; it owns a thread for each registry. Thread-safe.
 */
public final class KafkaReaderMetrics implements MeterBinder, AutoCloseable {
    private final @Nullable KafkaRevocationList list;
    private final Tags tags;
    private final RevocationListener opened = new Opened();
    private final List<MeterRegistry> waiting = new ArrayList<>();
    private final List<KafkaClientMetrics> bound = new ArrayList<>();

    /** Meters without further tags. The caller still closes the list. */
    public KafkaReaderMetrics(RevocationList list) {
        this(list, Tags.empty());
    }

    /** Meters with further tags. The caller still closes the list. */
    public KafkaReaderMetrics(RevocationList list, Iterable<Tag> tags) {
        Objects.requireNonNull(list, "list");
        this.list = list instanceof KafkaRevocationList kafka ? kafka : null;
        this.tags = Tags.of(Objects.requireNonNull(tags, "tags"));
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        if (list != null) {
            if (waiting.isEmpty()) {
                list.addListener(opened);
            }
            waiting.add(registry);
            bindWaiting(list);
        }
    }

    /** Micrometer reads some tags only once, so the consumer must exist by then. */
    private synchronized void bindWaiting(KafkaRevocationList of) {
        if (waiting.isEmpty() || of.kafkaMetrics().isEmpty()) {
            return;
        }
        of.removeListener(opened);
        List<MeterRegistry> registries = List.copyOf(waiting);
        waiting.clear();
        for (MeterRegistry registry : registries) {
            KafkaClientMetrics metrics = new KafkaClientMetrics(metricsOnly(of), tags);
            bound.add(metrics);
            metrics.bindTo(registry);
        }
    }

    /** Micrometer takes a consumer and asks only for its metrics. The list keeps its consumer to itself. */
    private static Consumer<?, ?> metricsOnly(KafkaRevocationList list) {
        return (Consumer<?, ?>) Proxy.newProxyInstance(
                Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("metrics")) {
                        throw new UnsupportedOperationException(
                                "the consumer of a revocation list is read for its metrics only: " + method.getName());
                    }
                    return list.kafkaMetrics();
                });
    }

    /** Removes the meters and ends the threads. A second call has no effect. */
    @Override
    public synchronized void close() {
        if (list != null) {
            list.removeListener(opened);
        }
        waiting.clear();
        bound.forEach(KafkaClientMetrics::close);
        bound.clear();
    }

    /** Every state beyond the first needs a consumer, which the list opens before. */
    private final class Opened implements RevocationListener {
        @Override
        public void onStateChanged(State from, State to) {
            if (list != null) {
                bindWaiting(list);
            }
        }
    }
}
