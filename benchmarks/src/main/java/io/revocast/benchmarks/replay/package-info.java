/** How long a started process takes until it knows every revocation. */
@NullMarked
package io.revocast.benchmarks.replay;

import org.jspecify.annotations.NullMarked;
