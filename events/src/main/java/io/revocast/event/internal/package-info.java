/**
 * The event contract in code: events, their codec, record keys, and the settings of the topic.
 *
 * <p>Internal: only modules of Revocast use this package, and it may change in any release. Services use
 * {@code io.revocast.event}.
 */
@NullMarked
package io.revocast.event.internal;

import org.jspecify.annotations.NullMarked;
