/** What a check costs, beside whatever else could answer the question. */
@NullMarked
package io.revocast.benchmarks.lookup;

import org.jspecify.annotations.NullMarked;
