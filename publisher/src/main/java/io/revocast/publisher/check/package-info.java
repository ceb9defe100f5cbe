/** The endpoint that explains whether a token is revoked. */
@NullMarked
package io.revocast.publisher.check;

import org.jspecify.annotations.NullMarked;
