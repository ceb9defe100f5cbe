package io.revocast.publisher.revoke;

import java.time.Duration;

/**
 * The longest time between {@code iat} and {@code exp} of any token that services accept.
 *
 * @param explicit whether somebody configured it; only then may it stand for a missing {@code exp}
 */
public record TokenLifetime(Duration longest, boolean explicit) {}
