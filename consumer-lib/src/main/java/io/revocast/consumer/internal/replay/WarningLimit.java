package io.revocast.consumer.internal.replay;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Permits one warning a second for each reason, so that a flood of one kind hides no other. Used by the replay thread
 * alone.
 */
final class WarningLimit {
    private static final int MAX_REASONS = 64;
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final Map<String, Long> lastNanos = new HashMap<>();

    WarningLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns whether a warning of this reason may be written now; if so, it counts as written. */
    boolean permits(String reason) {
        // Reasons are few; those beyond the bound share one limit.
        String key = lastNanos.size() < MAX_REASONS || lastNanos.containsKey(reason) ? reason : "";
        long now = nanoTime.getAsLong();
        Long last = lastNanos.get(key);
        if (last != null && now - last < INTERVAL_NANOS) {
            return false;
        }
        lastNanos.put(key, now);
        return true;
    }
}
