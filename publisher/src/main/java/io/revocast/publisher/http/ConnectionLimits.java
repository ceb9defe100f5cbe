package io.revocast.publisher.http;

import java.time.Duration;

/**
 * How many connections a listener keeps, and how long it waits for each.
 *
 * @param total the most at one time
 * @param perAddress the most of one address
 * @param patience for the headers of a request from their first byte, for the part of a body that is still missing, and
 *     for an answer to be taken
 */
public record ConnectionLimits(int total, int perAddress, Duration patience) {
    /** What the settings leave out. */
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(1_000, 200, Duration.ofSeconds(15));

    public ConnectionLimits {
        if (total < 1 || perAddress < 1) {
            throw new IllegalArgumentException("connection limits must be positive: " + total + ", " + perAddress);
        }
        if (patience.isNegative() || patience.isZero()) {
            throw new IllegalArgumentException("patience must be positive: " + patience);
        }
    }
}
