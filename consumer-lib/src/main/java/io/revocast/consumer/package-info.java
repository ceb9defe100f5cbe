/**
 * The library that a service embeds: it replays the revocation topic into memory and answers, without any network call,
 * whether a verified token was revoked. {@link io.revocast.consumer.RevocationList} is the one door.
 */
@NullMarked
package io.revocast.consumer;

import org.jspecify.annotations.NullMarked;
