/** The HTTP server: connections, limits, routes, and problem documents (RFC 9457). */
@NullMarked
package io.revocast.publisher.http;

import org.jspecify.annotations.NullMarked;
