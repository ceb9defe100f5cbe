package io.revocast.publisher.http;

import org.jspecify.annotations.Nullable;

/**
 * Whether the publisher can do its work.
 *
 * @param ready whether the topic was verified and read to its end once
 * @param state of the publisher's own list of revocations
 * @param cause in plain words what is missing or degraded; null when nothing is
 */
public record Readiness(
        boolean ready, String state, @Nullable String cause) {}
