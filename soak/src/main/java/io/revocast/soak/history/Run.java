package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

/**
 * An unbroken run of one answer to checks of one token in one instance.
 *
 * @param subject the number of the token
 * @param first before the first of these checks was called, in nanoseconds of the machine's monotonic clock
 * @param firstAnswered after the first of these checks had answered
 * @param last before the last of these checks was called
 * @param longestGap the longest time between the calls of two consecutive checks of the run
 */
public record Run(int subject, Answer answer, long first, long firstAnswered, long last, long longestGap) {

    /** A verdict without its details. */
    public enum Answer {
        NOT_REVOKED,
        REVOKED,
        UNKNOWN
    }

    /** The run after one more check with the same answer. */
    public Run extendedTo(long called) {
        return new Run(subject, answer, first, firstAnswered, called, Math.max(longestGap, called - last));
    }

    /**
     * The latest certain time of a check of this run, from the first moment on and before the second; null when there may
     * have been none.
     */
    @Nullable
    Long checkedWithin(long from, long until) {
        if (last < from || first >= until) {
            return null;
        }
        if (last < until) {
            return last;
        }
        long latest = until - longestGap;
        if (latest > from) {
            return latest;
        }
        return first >= from ? first : null;
    }

    /** As an instance prints it. */
    public String toLine() {
        return "run " + subject + " " + answer + " " + first + " " + firstAnswered + " " + last + " " + longestGap;
    }

    static Run parse(String[] words) {
        return new Run(
                Integer.parseInt(words[1]),
                Answer.valueOf(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]));
    }
}
