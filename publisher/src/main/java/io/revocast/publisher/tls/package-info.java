/** TLS of the HTTP server. */
@NullMarked
package io.revocast.publisher.tls;

import org.jspecify.annotations.NullMarked;
