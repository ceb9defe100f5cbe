package io.revocast.publisher.query;

import io.revocast.publisher.append.LiveRevocations;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * Counts live revocations on a thread of its own, when a caller asks and the last count is old. Counting takes at most one
 * twentieth of the time of that thread. Thread-safe.
 */
final class LiveCounter implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LiveCounter.class);
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int PAUSE_FACTOR = 20;
    /** How long the first caller waits for the first count. */
    private static final Duration FIRST_LIMIT = Duration.ofSeconds(2);

    private final LiveRevocations live;
    private final InstantSource brokers;
    private final LongSupplier nanos;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread created = new Thread(work, "revocast-live-counts");
        created.setDaemon(true);
        return created;
    });
    private volatile @Nullable LiveCounts counts;
    private @Nullable Future<?> running;
    private volatile long dueAt;

    /**
     * Makes one that has counted nothing.
     *
     * @param brokers the brokers' time
     * @param nanos a clock of elapsed time, in nanoseconds
     */
    LiveCounter(LiveRevocations live, InstantSource brokers, LongSupplier nanos) {
        this.live = live;
        this.brokers = brokers;
        this.nanos = nanos;
        this.dueAt = nanos.getAsLong();
    }

    /** Returns the last counts; empty before the log was read to its end once, and before they were counted. */
    Optional<LiveCounts> get() {
        if (!live.isReplayed()) {
            return Optional.empty();
        }
        Future<?> count = startWhenDue();
        if (counts == null && count != null) {
            await(count);
        }
        return Optional.ofNullable(counts);
    }

    private synchronized @Nullable Future<?> startWhenDue() {
        Future<?> last = running;
        boolean free = last == null || last.isDone();
        if (free && !thread.isShutdown() && nanos.getAsLong() - dueAt >= 0) {
            running = thread.submit(this::count);
        }
        return running;
    }

    private void count() {
        long start = nanos.getAsLong();
        try {
            counts = LiveCounts.of(live.live(), brokers.instant());
        } finally {
            long end = nanos.getAsLong();
            dueAt = end + Math.max(SHORTEST_PAUSE_NANOS, (end - start) * PAUSE_FACTOR);
        }
    }

    private static void await(Future<?> count) {
        try {
            count.get(FIRST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOGGER.debug("the first count of live revocations takes long", e);
        } catch (ExecutionException e) {
            LOGGER.warn("counting live revocations failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public synchronized void close() {
        thread.shutdownNow();
    }
}
