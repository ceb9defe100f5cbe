/** KCache over the revocation topic, for the benchmarks. */
@NullMarked
package io.revocast.benchmarks.kcache;

import org.jspecify.annotations.NullMarked;
