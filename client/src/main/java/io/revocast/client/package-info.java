/**
 * The publisher's Java client: revokes and reinstates over HTTP, and returns only what the broker committed.
 * {@link io.revocast.client.RevocationClient} is the entry point.
 */
@NullMarked
package io.revocast.client;

import org.jspecify.annotations.NullMarked;
