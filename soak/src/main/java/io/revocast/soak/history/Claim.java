package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

/**
 * The publisher's answer that an instance has applied the revocation of a token. Times are nanoseconds of the machine's
 * monotonic clock.
 *
 * @param subject the number of the token
 * @param instance the name of the instance, without the number of its start
 * @param asked before the question was sent
 * @param observed after the answer was read
 * @param applied when the instance had applied the revocation; null when the answer does not say
 */
public record Claim(
        int subject,
        String instance,
        long asked,
        long observed,
        @Nullable Interval applied) {

    /**
     * The time of an application.
     *
     * @param from the earliest time; {@link Long#MIN_VALUE} when only the latest one is known
     * @param until the latest time
     */
    public record Interval(long from, long until) {
        /** Whether both ends are known. */
        boolean isExact() {
            return from != Long.MIN_VALUE;
        }
    }
}
