package io.revocast.spring;

import io.revocast.consumer.AppliedEvent;
import io.revocast.event.Revocation;

/**
 * An application event: the list applied a revocation that matches tokens which were accepted until now. Listen with
 * {@code @EventListener}. The list's notification thread publishes it, so a slow listener delays later events.
 *
 * @param revocation what was revoked
 * @param applied where the event stands, when it was applied, and the trace of the request that published it
 */
public record RevokedEvent(Revocation revocation, AppliedEvent applied) {}
