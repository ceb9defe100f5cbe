/** How long a check takes while the list has trouble. */
@NullMarked
package io.revocast.benchmarks.steadiness;

import org.jspecify.annotations.NullMarked;
