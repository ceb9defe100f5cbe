/** Finds the outcome of an earlier request with the same idempotency key. */
@NullMarked
package io.revocast.publisher.idempotency;

import org.jspecify.annotations.NullMarked;
