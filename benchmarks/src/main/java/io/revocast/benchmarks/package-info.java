/** {@code ./revocast bench}: measures what the documentation claims, beside a yardstick in the same run. */
@NullMarked
package io.revocast.benchmarks;

import org.jspecify.annotations.NullMarked;
