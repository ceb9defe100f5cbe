package io.revocast.publisher.credentials;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Limits failed logins per source and minute. Correct credentials do not pass through it, so an attacker cannot lock out
 * other callers behind the same address. Thread-safe.
 */
public final class FailedLoginLimiter {
    /** The default number of failed logins per source and minute. */
    public static final int DEFAULT_PER_MINUTE = 10;

    private static final int MOST_SOURCES = 100_000;

    private final Rate rate;
    private final LongSupplier nanoTime;
    private final long origin;
    private final Map<String, Long> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_SOURCES;
        }
    };

    /**
     * @param nanoTime a clock that only runs forward, such as {@code System::nanoTime}
     */
    public FailedLoginLimiter(int perMinute, LongSupplier nanoTime) {
        this.rate = Rate.of(perMinute, Duration.ofMinutes(1), perMinute);
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
    }

    /** Counts a wrong credential. Returns how long the source has to wait, when it was wrong too often. */
    public Optional<Duration> wrong(String source) {
        long now = nanoTime.getAsLong() - origin;
        synchronized (sources) {
            long fullAt = sources.getOrDefault(source, Rate.FULL);
            long wait = rate.wait(fullAt, now, 1);
            if (wait > 0) {
                return Optional.of(Duration.ofNanos(wait));
            }
            sources.put(source, rate.after(fullAt, now, 1));
            return Optional.empty();
        }
    }

    /** How many sources it remembers. */
    int size() {
        synchronized (sources) {
            return sources.size();
        }
    }
}
