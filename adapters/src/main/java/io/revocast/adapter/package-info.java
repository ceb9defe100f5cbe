/**
 * Adapters that connect a {@link io.revocast.consumer.RevocationCheck} to JWT libraries and web frameworks, one package
 * for each. The library or framework is always an optional dependency. This package has what the adapters share.
 */
@NullMarked
package io.revocast.adapter;

import org.jspecify.annotations.NullMarked;
