package io.revocast.client;

import org.jspecify.annotations.Nullable;

/**
 * What became of a revocation, and how far it had come when the wait ended. Immutable.
 *
 * @param propagation null when nothing was written, because the token has expired
 */
public record AwaitedReply(
        RevocationReply revocation, @Nullable PropagationReply propagation) {}
