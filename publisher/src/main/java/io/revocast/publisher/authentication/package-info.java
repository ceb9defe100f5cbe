/** Authenticates the callers of endpoints. */
@NullMarked
package io.revocast.publisher.authentication;

import org.jspecify.annotations.NullMarked;
