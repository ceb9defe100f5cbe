/** Whether a change made it slower, told by ratios. */
@NullMarked
package io.revocast.benchmarks.guard;

import org.jspecify.annotations.NullMarked;
