/**
 * What publishers and readers share: the target of a revocation, the revocation itself, and the receipt of an event.
 *
 * <p>Depends on the JDK only, so that a service that revokes needs neither Kafka nor the reader. The wire format is
 * documented in {@code docs/events.md}.
 */
@NullMarked
package io.revocast.event;

import org.jspecify.annotations.NullMarked;
