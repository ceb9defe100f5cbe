/**
 * The library that a service embeds. It replays the revocation topic into memory and answers, without a network call,
 * whether a verified token is revoked. Start with {@link io.revocast.consumer.RevocationList}.
 */
@NullMarked
package io.revocast.consumer;

import org.jspecify.annotations.NullMarked;
