package io.revocast.publisher.time;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * The earliest and the latest time that it may be now. Immutable.
 *
 * <p>A revocation or a token is over only when it is over at the earliest time, and in force only when it is in force at the
 * latest time. What differs between the two cannot be told.
 *
 * @param earliest not after {@code latest}
 * @param doubt in plain words why the two differ; null when they do not
 */
public record TimeBounds(
        Instant earliest, Instant latest, @Nullable String doubt) {
    private static final Instant FAR = Instant.parse("3000-01-01T00:00:00Z");

    public TimeBounds {
        if (earliest.isAfter(latest)) {
            throw new IllegalArgumentException("earliest must not be after latest: " + earliest + ", " + latest);
        }
        if (doubt == null && !earliest.equals(latest)) {
            throw new IllegalArgumentException("doubt must be given when the bounds differ");
        }
    }

    /** Bounds of a time that is certain. */
    public static TimeBounds exactly(Instant now) {
        return new TimeBounds(now, now, null);
    }

    /** Bounds of a time of which nothing is known: they contain every time that a token can name. */
    public static TimeBounds unknown(String doubt) {
        return new TimeBounds(Instant.EPOCH, FAR, doubt);
    }

    /** Whether the time is certain. */
    public boolean isCertain() {
        return doubt == null;
    }

    /** Whether there are bounds at all, because clocks were read, even if these differ. */
    public boolean isKnown() {
        return isCertain() || !earliest.equals(Instant.EPOCH);
    }
}
