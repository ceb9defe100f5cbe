package io.revocast.publisher.fleet;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * When an instance applied an event, by the brokers' clock. Immutable.
 *
 * @param at null when the time is not known
 * @param uncertainty the true time differs by this at most; null without a time
 */
public record AppliedTime(
        Precision precision, @Nullable Instant at, @Nullable Duration uncertainty) {
    /** It is applied, and when is not known. */
    static final AppliedTime UNKNOWN = new AppliedTime(Precision.UNKNOWN, null, null);

    /** Throws {@link IllegalArgumentException} for a time that is half known. */
    public AppliedTime {
        boolean known = precision != Precision.UNKNOWN;
        if (known != (at != null) || known != (uncertainty != null)) {
            throw new IllegalArgumentException("a time goes with every precision but unknown: " + precision);
        }
    }

    /** What a time means. */
    public enum Precision {
        /** The event was applied at this time, within the uncertainty. */
        EXACT,
        /** It was applied at this time or before. */
        NO_LATER_THAN,
        /** It was applied, and the reports do not show when. */
        UNKNOWN;

        /** The name in JSON. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Returns the same time as a bound: an earlier application is not ruled out. */
    AppliedTime atMost() {
        return precision == Precision.EXACT ? new AppliedTime(Precision.NO_LATER_THAN, at, uncertainty) : this;
    }

    /** Returns the later one, for an instance that has applied both events; one that is not known counts as later. */
    AppliedTime and(AppliedTime other) {
        if (at == null || other.at == null) {
            return UNKNOWN;
        }
        return other.at.isAfter(at) ? other : this;
    }
}
