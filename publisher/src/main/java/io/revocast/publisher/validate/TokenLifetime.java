package io.revocast.publisher.validate;

import io.revocast.event.internal.TopicSettings;

import java.time.Duration;

/**
 * The longest time between {@code iat} and {@code exp} of any token that services accept.
 *
 * @param explicit whether it was configured; only then may it stand for a missing {@code exp}
 * @param margin how long a revocation is kept past the {@code exp} of a token; no verifier may accept one for longer
 */
public record TokenLifetime(Duration longest, boolean explicit, Duration margin) {
    /** A lifetime with the default margin. */
    public TokenLifetime(Duration longest, boolean explicit) {
        this(longest, explicit, TopicSettings.DEFAULT_MARGIN);
    }
}
