package io.revocast.consumer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * When a question was put to the broker, by both clocks.
 *
 * <p>Age is the larger of the two differences: the monotonic clock stands still while a virtual machine is suspended,
 * and the wall clock may be set back.
 */
record Evidence(long nanoTime, long wallMillis) {
    /** No evidence is dated back further, so that no difference of two times overflows. */
    private static final Duration OLDEST = Duration.ofDays(36_500);

    static Evidence now(ListSettings.Time time) {
        return new Evidence(time.nanoTime().getAsLong(), time.clock().millis());
    }

    /** The evidence of a question that was put earlier by so much, or by a hundred years at most. */
    Evidence before(Duration earlier) {
        Duration back = earlier.compareTo(OLDEST) > 0 ? OLDEST : earlier;
        return new Evidence(nanoTime - back.toNanos(), wallMillis - back.toMillis());
    }

    Evidence younger(Evidence other) {
        return nanoTime - other.nanoTime >= 0 ? this : other;
    }

    Evidence older(Evidence other) {
        return nanoTime - other.nanoTime >= 0 ? other : this;
    }

    Duration age(ListSettings.Time time) {
        return Duration.ofNanos(ageNanos(time));
    }

    long ageNanos(ListSettings.Time time) {
        long monotonic = time.nanoTime().getAsLong() - nanoTime;
        long wall = TimeUnit.MILLISECONDS.toNanos(time.clock().millis() - wallMillis);
        return Math.max(monotonic, wall);
    }
}
