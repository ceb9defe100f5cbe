/**
 * The publisher: an HTTP service that appends revocations to the topic, and answers only what the broker committed.
 *
 * <p>This package wires the others and is imported by none: {@code api, oauth, signals → service ← kafka, audit, jwks}.
 */
@NullMarked
package io.revocast.publisher;

import org.jspecify.annotations.NullMarked;
