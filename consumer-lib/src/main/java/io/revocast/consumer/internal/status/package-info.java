/** What a list tells its service: freshness, state, counters, log lines and notifications. */
@NullMarked
package io.revocast.consumer.internal.status;

import org.jspecify.annotations.NullMarked;
