package io.revocast.publisher.query;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * A value for each set of issuers that callers may see, computed again only after a time. Keeps the last
 * {@value #MOST_KEPT} sets. Thread-safe.
 */
final class CachedByIssuers<T> {
    static final int MOST_KEPT = 64;

    private final Function<Set<String>, T> source;
    private final Duration lifetime;
    private final LongSupplier nanos;
    private final Map<Set<String>, CachedValue<T>> values = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Set<String>, CachedValue<T>> eldest) {
            return size() > MOST_KEPT;
        }
    };

    /**
     * Makes one without values.
     *
     * @param nanos a clock of elapsed time, in nanoseconds
     */
    CachedByIssuers(Function<Set<String>, T> source, Duration lifetime, LongSupplier nanos) {
        this.source = source;
        this.lifetime = lifetime;
        this.nanos = nanos;
    }

    /** Returns the value for a caller. An empty set is that of a caller which may see all. */
    T get(Set<String> issuers) {
        CachedValue<T> value;
        synchronized (values) {
            value = values.computeIfAbsent(
                    issuers, unused -> new CachedValue<>(() -> source.apply(issuers), lifetime, nanos));
        }
        return value.get();
    }
}
