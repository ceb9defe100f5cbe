/** The ways to know in memory which tokens are revoked: ours, and what a team might use or write instead. */
@NullMarked
package io.revocast.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
