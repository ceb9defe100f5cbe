package io.revocast.soak.history;

/**
 * An unbroken run of one answer to checks of one token in one instance.
 *
 * @param subject the number of the token
 * @param first before the first of these checks was called, in nanoseconds of the machine's monotonic clock
 * @param firstAnswered after the first of these checks had answered
 * @param last before the last of these checks was called
 */
public record Run(int subject, Answer answer, long first, long firstAnswered, long last) {

    /** A verdict without its details. */
    public enum Answer {
        NOT_REVOKED,
        REVOKED,
        UNKNOWN
    }

    /** As an instance prints it. */
    public String toLine() {
        return "run " + subject + " " + answer + " " + first + " " + firstAnswered + " " + last;
    }

    static Run parse(String[] words) {
        return new Run(
                Integer.parseInt(words[1]),
                Answer.valueOf(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }
}
