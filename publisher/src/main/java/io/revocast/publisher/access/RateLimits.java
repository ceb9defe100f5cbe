package io.revocast.publisher.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * How often callers may ask: each by itself, and all together. A caller that was quiet may ask for two seconds' worth
 * at once. Whoever asks for more at once than that gets it when nothing else is owed, and waits longer afterwards.
 * Thread-safe.
 */
public final class RateLimits {
    private static final int BURST_SECONDS = 2;
    private static final int SWEPT_ABOVE = 10_000;
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);

    private final Rate perCaller;
    private final Rate inTotal;
    private final LongSupplier nanoTime;
    private final long origin;
    private final ConcurrentMap<String, Long> callers = new ConcurrentHashMap<>();
    private final AtomicLong total = new AtomicLong(Rate.FULL);
    private final AtomicLong nextSweep = new AtomicLong();

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
    }

    private static Rate perSecond(int count) {
        return Rate.of(count, Duration.ofSeconds(1), (long) count * BURST_SECONDS);
    }

    /** Lets requests pass, or returns how long to wait before they are sent again; then nothing is used up. */
    public Optional<Duration> tryAcquire(String caller, int count) {
        if (count < 1) {
            throw new IllegalArgumentException("count must be positive: " + count);
        }
        long now = nanoTime.getAsLong() - origin;
        long wait = acquireAlone(caller, now, count);
        if (wait > 0) {
            return Optional.of(Duration.ofNanos(wait));
        }
        wait = acquireTogether(now, count);
        if (wait > 0) {
            callers.computeIfPresent(caller, (name, fullAt) -> fullAt - count * perCaller.nanosEach());
        }
        sweep(now);
        return wait > 0 ? Optional.of(Duration.ofNanos(wait)) : Optional.empty();
    }

    private long acquireAlone(String caller, long now, int count) {
        long[] wait = {0};
        callers.compute(caller, (name, bucket) -> {
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

    /** Forgets full buckets: the names of callers that have tokens are without end. */
    private void sweep(long now) {
        long due = nextSweep.get();
        if (callers.size() > SWEPT_ABOVE
                && now >= due
                && nextSweep.compareAndSet(due, now + SWEEP_INTERVAL.toNanos())) {
            callers.values().removeIf(fullAt -> fullAt <= now);
        }
    }

    /** How many callers it remembers. */
    int size() {
        return callers.size();
    }
}
