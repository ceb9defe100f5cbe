/** Redis, as a yardstick: its server as a process, and a connection that speaks its protocol. */
@NullMarked
package io.revocast.benchmarks.redis;

import org.jspecify.annotations.NullMarked;
