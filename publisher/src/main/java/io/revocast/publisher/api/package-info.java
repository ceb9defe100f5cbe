/** The endpoints that revoke and reinstate. */
@NullMarked
package io.revocast.publisher.api;

import org.jspecify.annotations.NullMarked;
