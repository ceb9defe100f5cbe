/** How long it takes until readers enforce what a publisher sent. */
@NullMarked
package io.revocast.benchmarks.propagation;

import org.jspecify.annotations.NullMarked;
