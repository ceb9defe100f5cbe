/**
 * Revoking: what may be asked, what is appended to the log, and what is answered.
 *
 * <p>Knows nothing of HTTP or Kafka. Callers bring {@link io.revocast.publisher.revoke.RevocationRequest}s; the ports
 * {@link io.revocast.publisher.revoke.RevocationLog}, {@link io.revocast.publisher.revoke.LiveRevocations} and
 * {@link io.revocast.publisher.revoke.TokenAuthenticity} are implemented next door.
 */
@NullMarked
package io.revocast.publisher.revoke;

import org.jspecify.annotations.NullMarked;
