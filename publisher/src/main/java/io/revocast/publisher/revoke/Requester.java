package io.revocast.publisher.revoke;

import io.revocast.publisher.access.Caller;

/**
 * Who asks, and in which request. Immutable.
 *
 * @param requestId the id that the answer and the audit carry
 */
public record Requester(Caller caller, String requestId) {}
