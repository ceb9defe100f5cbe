/** The HTTP interface: routes, callers, JSON, and problem documents (RFC 9457). The only user of Javalin and Jetty. */
@NullMarked
package io.revocast.publisher.http;

import org.jspecify.annotations.NullMarked;
