/** Meters of a {@link io.revocast.consumer.RevocationList} for Micrometer, which is an optional dependency. */
@NullMarked
package io.revocast.metrics;

import org.jspecify.annotations.NullMarked;
