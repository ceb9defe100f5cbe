/** The live revocations in memory, and the look-up that a check makes. */
@NullMarked
package io.revocast.consumer.internal.store;

import org.jspecify.annotations.NullMarked;
