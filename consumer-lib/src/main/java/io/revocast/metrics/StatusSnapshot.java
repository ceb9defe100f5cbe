package io.revocast.metrics;

import io.revocast.consumer.RevocationList;
import io.revocast.consumer.Status;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The status of a list, asked for once per scrape: all meters of a scrape reuse it. Thread-safe. */
final class StatusSnapshot {
    private static final long REUSED_NANOS = Duration.ofMillis(200).toNanos();

    private final RevocationList list;
    private final LongSupplier nanoTime;
    private volatile @Nullable Taken last;

    private record Taken(Status status, long atNanos) {}

    /**
     * A snapshot that is taken when it is first needed.
     *
     * @param nanoTime a monotonic clock in nanoseconds
     */
    StatusSnapshot(RevocationList list, LongSupplier nanoTime) {
        this.list = list;
        this.nanoTime = nanoTime;
    }

    /** Returns a status that is at most 200 ms old. */
    Status status() {
        long now = nanoTime.getAsLong();
        Taken taken = last;
        if (taken == null || now - taken.atNanos() > REUSED_NANOS) {
            taken = new Taken(list.status(), now);
            last = taken;
        }
        return taken.status();
    }
}
