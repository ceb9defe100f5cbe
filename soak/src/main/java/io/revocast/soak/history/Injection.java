package io.revocast.soak.history;

import org.jspecify.annotations.Nullable;

/**
 * A fault that was injected, and its end. Times are nanoseconds of the machine's monotonic clock.
 *
 * @param fault its name
 * @param began before it was injected
 * @param healed when nothing stood in the way any more
 * @param converged when every instance was current and enforced all that was committed by {@code healed}; null when that
 *     did not happen in time
 * @param missing what was still missing then
 */
public record Injection(
        String fault, long began, long healed, @Nullable Long converged, String missing) {
    /** From the injection to the healing, in nanoseconds. */
    public long lasted() {
        return healed - began;
    }

    /** From the healing until all was well, in nanoseconds; zero when that did not happen. */
    public long took() {
        return converged == null ? 0 : converged - healed;
    }
}
