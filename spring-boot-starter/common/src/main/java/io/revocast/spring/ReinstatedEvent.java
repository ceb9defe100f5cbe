package io.revocast.spring;

import io.revocast.event.Target;

/**
 * An application event: a live revocation was taken back.
 *
 * @param target what is no longer revoked
 */
public record ReinstatedEvent(Target target) {}
