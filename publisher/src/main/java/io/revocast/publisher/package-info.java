/**
 * The publisher: an HTTP service that appends revocations to the topic, and answers only what the broker committed.
 *
 * <p>This package wires the others and is imported by none: {@code http → revoke ← kafka, jwks}, and {@code config}
 * beside them.
 */
@NullMarked
package io.revocast.publisher;

import org.jspecify.annotations.NullMarked;
