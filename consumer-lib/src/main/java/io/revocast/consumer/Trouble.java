package io.revocast.consumer;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * What is wrong with a list, in words for a person on call.
 *
 * @param cause why nothing is being proved; null when something is
 * @param since when that began
 * @param degraded what is wrong beside it; null when nothing is
 * @param incomplete whether something that the log holds was left out for want of room
 */
record Trouble(
        @Nullable String cause,
        @Nullable Instant since,
        @Nullable String degraded,
        boolean incomplete) {
    static final Trouble NONE = new Trouble(null, null, null, false);

    /** With a cause; it goes on since it was first given. */
    Trouble failed(String newCause, Instant now) {
        return new Trouble(newCause, newCause.equals(cause) ? since : now, degraded, incomplete);
    }

    /** Without a cause. */
    Trouble over() {
        return cause == null ? this : new Trouble(null, null, degraded, incomplete);
    }

    Trouble degraded(@Nullable String what) {
        return new Trouble(cause, since, what, incomplete);
    }

    Trouble incomplete(boolean now) {
        return new Trouble(cause, since, degraded, now);
    }

    /** The cause and since when, or else what is degraded; null when all is well. */
    @Nullable
    String words() {
        return cause == null || since == null ? degraded : cause + ", since " + since.truncatedTo(ChronoUnit.SECONDS);
    }
}
