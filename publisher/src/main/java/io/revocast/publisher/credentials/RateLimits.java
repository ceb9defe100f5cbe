package io.revocast.publisher.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Limits how often callers may ask: each caller by itself, and all callers together. A caller that was quiet may ask for
 * two seconds' worth at once. A larger batch passes when the caller's bucket is full, and the caller then waits longer.
 * Thread-safe.
 */
public final class RateLimits {
    private static final int BURST_SECONDS = 2;

    private final Rate perCaller;
    private final Rate inTotal;
    private final LongSupplier nanoTime;
    private final long origin;
    /** When each caller's bucket is full again. A full bucket expires. */
    private final Cache<String, Long> callers;

    private final AtomicLong total = new AtomicLong(Rate.FULL);

    /**
     * Limits requests per second.
     *
     * @param nanoTime a clock that only runs forward, such as {@code System::nanoTime}
     */
    public RateLimits(int perSecondAndCaller, int perSecondInTotal, LongSupplier nanoTime) {
        this.perCaller = perSecond(perSecondAndCaller);
        this.inTotal = perSecond(perSecondInTotal);
        this.nanoTime = nanoTime;
        this.origin = nanoTime.getAsLong();
        this.callers = Caffeine.newBuilder()
                .expireAfter(Expiry.writing((String caller, Long fullAt) -> untilFull(fullAt)))
                .ticker(nanoTime::getAsLong)
                .executor(Runnable::run)
                .build();
    }

    private Duration untilFull(long fullAt) {
        return Duration.ofNanos(Math.max(0, fullAt - now()));
    }

    private long now() {
        return nanoTime.getAsLong() - origin;
    }

    private static Rate perSecond(int count) {
        return Rate.of(count, Duration.ofSeconds(1), (long) count * BURST_SECONDS);
    }

    /** Lets requests pass, or returns how long to wait before they are sent again; then nothing is used up. */
    public Optional<Duration> tryAcquire(String caller, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive: " + count);
        }
        long now = now();
        long wait = acquireAlone(caller, now, count);
        if (wait > 0) {
            return Optional.of(Duration.ofNanos(wait));
        }
        wait = acquireTogether(now, count);
        if (wait > 0) {
            callers.asMap().computeIfPresent(caller, (name, fullAt) -> fullAt - count * perCaller.nanosEach());
        }
        return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
    }

    private long acquireAlone(String caller, long now, int count) {
        long[] wait = {0};
        callers.asMap().compute(caller, (name, bucket) -> {
            long fullAt = bucket == null ? Rate.FULL : bucket;
            wait[0] = perCaller.wait(fullAt, now, count);
            return wait[0] > 0 ? bucket : Long.valueOf(perCaller.after(fullAt, now, count));
        });
        return wait[0];
    }

    private long acquireTogether(long now, int count) {
        while (true) {
            long fullAt = total.get();
            long wait = inTotal.wait(fullAt, now, count);
            if (wait > 0 || total.compareAndSet(fullAt, inTotal.after(fullAt, now, count))) {
                return wait;
            }
        }
    }

    /** How many callers it remembers, after it has forgotten all that it may. */
    long size() {
        // One call of cleanUp removes at most 1,000 entries.
        for (long before = Long.MAX_VALUE; callers.estimatedSize() < before; callers.cleanUp()) {
            before = callers.estimatedSize();
        }
        return callers.estimatedSize();
    }
}
