/** Who may do what: callers, their scopes, and the credentials that tell who they are. Knows nothing of HTTP. */
@NullMarked
package io.revocast.publisher.access;

import org.jspecify.annotations.NullMarked;
