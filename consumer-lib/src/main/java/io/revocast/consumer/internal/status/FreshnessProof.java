package io.revocast.consumer.internal.status;

import io.revocast.consumer.internal.settings.ListSettings;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a question was put to the broker, by both clocks.
 *
 * <p>Age is the larger of the two differences: the monotonic clock stands still while a virtual machine is suspended,
 * and the wall clock may be set back.
 */
public record FreshnessProof(long nanoTime, long wallMillis) {
    /** No proof is dated back further, so that no difference of two times overflows. */
    private static final Duration OLDEST = Duration.ofDays(36_500);

    public static FreshnessProof now(ListSettings.Time time) {
        return new FreshnessProof(time.nanoTime().getAsLong(), time.clock().millis());
    }

    /** The proof of a question that was put earlier by so much, or by a hundred years at most. */
    public FreshnessProof before(Duration earlier) {
        Duration back = earlier.compareTo(OLDEST) > 0 ? OLDEST : earlier;
        return new FreshnessProof(nanoTime - back.toNanos(), wallMillis - back.toMillis());
    }

    public FreshnessProof younger(FreshnessProof other) {
        return nanoTime - other.nanoTime >= 0 ? this : other;
    }

    public FreshnessProof older(FreshnessProof other) {
        return nanoTime - other.nanoTime >= 0 ? other : this;
    }

    public Duration age(ListSettings.Time time) {
        return Duration.ofNanos(ageNanos(time));
    }

    long ageNanos(ListSettings.Time time) {
        long monotonic = time.nanoTime().getAsLong() - nanoTime;
        long wall = TimeUnit.MILLISECONDS.toNanos(time.clock().millis() - wallMillis);
        return Math.max(monotonic, wall);
    }
}
