/**
 * The contract between publisher and readers: what a revocation names, how an event is written, how the topic is set up.
 *
 * <p>Imports nothing of Kafka, of the cache, or of the rest of Revocast, so that any reader or writer can share it.
 */
@NullMarked
package io.revocast.event;

import org.jspecify.annotations.NullMarked;
