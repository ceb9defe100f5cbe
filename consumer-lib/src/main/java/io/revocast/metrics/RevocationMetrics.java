package io.revocast.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.revocast.consumer.RevocationList;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Registers the meters of a {@link RevocationList} with Micrometer. Their names begin with {@code revocast.}; the page
 * {@code docs/library.md} lists them.
 *
 * <pre>{@code
 * RevocationMetrics metrics = new RevocationMetrics(revocations);
 * metrics.bindTo(registry);
 * }</pre>
 *
 * <p>Every meter has the tag {@code topic}. No tag contains a target, an issuer or a part of a token. Lists of several
 * topics share a registry without further tags. For two lists of equally named topics, add a tag that tells them apart.
 *
 * <p>The meters of one scrape show one {@link RevocationList#status()}, which is reused for up to 200 ms. Counters begin
 * at 0, except {@code revocast.propagation}, which counts from {@link #bindTo} on.
 *
 * <p>A registry keeps its meters, and they keep the list. Close this object when the list is closed before the registry
 * is. Thread-safe.
 */
public final class RevocationMetrics implements MeterBinder, AutoCloseable {
    private final RevocationList list;
    private final Tags tags;
    private final List<ListMeters> bound = new CopyOnWriteArrayList<>();
    private boolean closed;

    /** Meters with the tag {@code topic}. The caller still closes the list. */
    public RevocationMetrics(RevocationList list) {
        this(list, Tags.empty());
    }

    /**
     * Meters with the tag {@code topic} and further tags. The caller still closes the list.
     *
     * @param tags the same for every meter, for example the name of the Kafka cluster
     */
    public RevocationMetrics(RevocationList list, Iterable<Tag> tags) {
        this.list = Objects.requireNonNull(list, "list");
        this.tags = Tags.of("topic", list.topic()).and(Objects.requireNonNull(tags, "tags"));
    }

    /**
     * Registers the meters. The list may be in any state. A second call with the same registry has no effect.
     *
     * @throws IllegalStateException when this object is closed
     */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        Objects.requireNonNull(registry, "registry");
        if (closed) {
            throw new IllegalStateException("these metrics are closed; build others for the list");
        }
        if (bound.stream().noneMatch(meters -> meters.isOf(registry))) {
            ListMeters meters = new ListMeters(list, registry, tags);
            bound.add(meters);
            meters.register();
        }
    }

    /** Removes the meters from every registry, so that the list can be garbage-collected. A second call has no effect. */
    @Override
    public synchronized void close() {
        closed = true;
        bound.forEach(ListMeters::close);
        bound.clear();
    }
}
