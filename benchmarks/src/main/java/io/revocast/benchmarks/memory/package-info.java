/** What a live revocation takes of the heap. */
@NullMarked
package io.revocast.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
