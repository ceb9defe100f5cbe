package io.revocast.publisher.health;

import org.jspecify.annotations.Nullable;

/**
 * Whether something that the publisher depends on works. Immutable.
 *
 * @param cause in plain words why it does not; null when it does
 */
public record Availability(@Nullable String cause) {
    /** Whether it works. */
    public boolean isAvailable() {
        return cause == null;
    }
}
