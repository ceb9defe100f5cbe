/** What a revocation costs its caller, over HTTP, beside an acknowledged send. */
@NullMarked
package io.revocast.benchmarks.publish;

import org.jspecify.annotations.NullMarked;
