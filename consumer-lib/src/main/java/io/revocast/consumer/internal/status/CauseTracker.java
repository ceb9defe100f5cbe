package io.revocast.consumer.internal.status;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is wrong with a list, in words for a person on call. Immutable.
 *
 * @param cause why the list gets no freshness proof; null when it gets one
 * @param since when the cause began
 * @param degraded another problem, which does not make the list stale; null when there is none
 * @param incomplete whether records of the log were left out because the list holds {@code maxEntries}
 */
public record CauseTracker(
        @Nullable String cause,
        @Nullable Instant since,
        @Nullable String degraded,
        boolean incomplete) {
    static final CauseTracker NONE = new CauseTracker(null, null, null, false);

    /** Returns this with a cause. A repeated cause keeps the time at which it began. */
    CauseTracker failed(String newCause, Instant now) {
        return new CauseTracker(newCause, newCause.equals(cause) ? since : now, degraded, incomplete);
    }

    /** Returns this without a cause. */
    CauseTracker recovered() {
        return cause == null ? this : new CauseTracker(null, null, degraded, incomplete);
    }

    CauseTracker degraded(@Nullable String what) {
        return new CauseTracker(cause, since, what, incomplete);
    }

    CauseTracker incomplete(boolean now) {
        return new CauseTracker(cause, since, degraded, now);
    }

    /** Returns the cause with its time, otherwise what is degraded; null when nothing is wrong. */
    @Nullable
    String message() {
        return cause == null || since == null ? degraded : cause + ", since " + since.truncatedTo(ChronoUnit.SECONDS);
    }
}
