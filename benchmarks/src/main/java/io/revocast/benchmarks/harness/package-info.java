/** Runs what is measured in fresh JVMs, in turns, and tells what came of it as tables and JSON. */
@NullMarked
package io.revocast.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
