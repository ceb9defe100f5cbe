/** Requests to revoke and to reinstate, their results, and the ways in which they fail. */
@NullMarked
package io.revocast.publisher.request;

import org.jspecify.annotations.NullMarked;
